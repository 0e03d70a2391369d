#pragma once

#include <cstdint>

#include "dbspan/version.h"
#include "recorder/record.h"
#include "recorder/recording_thread.h"
#include "recorder/sampler.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// State of an operation that is being recorded, from its start to its end.
///
/// Threads may pass it on, but only one uses it at a time. It must be ended: otherwise it is never
/// exported and stays in the list of operations in flight. Plain data.
struct OpenSpan {
  Decision decision = Decision::kDrop;
  bool measured = false;
  bool has_ids = false;  ///< If false, ids are made when they are first needed.
  /// True if it keeps the generation of its statement from being forgotten.
  bool uses_text = false;
  TextId dimension = 0;  ///< Id of its statement's dimension (Texts::DimensionOf).
  /// Serial number of the recorder that started it. A forked child's recorder has another one.
  std::uint64_t recorder = 0;
  std::int64_t since = 0;  ///< Steady nanoseconds.
  RecordHeader header{};
  InFlight* in_flight = nullptr;

  bool recording() const noexcept { return decision != Decision::kDrop; }
  bool sampled() const noexcept { return decision == Decision::kSample; }
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
