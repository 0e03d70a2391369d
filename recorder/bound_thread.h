#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/process/per_thread.h"
#include "core/span/sink.h"
#include "dbspan/version.h"
#include "recorder/recording_thread.h"
#include "recorder/series_sums.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// A series of operations in the short form, and where a thread adds them. If `of.by.serial()` is
/// 0, there is none. Takes one cache line.
struct alignas(64) BoundSeries {
  Sink::Measured of;  ///< Any operation of the series.
  SeriesSums* sums;   ///< The thread's own.
  const Bounds* bounds;
  const std::atomic<std::uint32_t>* off;  ///< Not 0: the recorder is switched off.
};

/// The recorder that a thread used last, its part of it, and some of its series.
///
/// Plain data without a destructor, because a thread may record while it ends and afterwards.
struct Bound {
  static constexpr std::size_t kSeries = 4;  // a power of two

  std::uint64_t recorder;
  RecordingThread* thread;
  std::int64_t tried_at;
  std::array<BoundSeries, kSeries> series;

  /// Returns the place of the series of an operation. Statements have consecutive numbers.
  BoundSeries& PlaceOf(const Sink::Measured& operation) noexcept {
    return series[operation.dimension % kSeries];
  }
};

using OwnBound = PerThread<Bound>;

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
