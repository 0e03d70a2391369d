#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "recorder/record.h"

namespace dbspan::recorder {

/// What tells metric series apart.
struct SeriesKey {
  ScopeId scope = 0;
  bool overflow = false;  ///< Of what came after the limit; `endpoint` then stands for its system.
  TextId endpoint = 0;
  TextId dimension = 0;
  TextId status = 0;  ///< 0: it did not fail.

  bool operator==(const SeriesKey& other) const noexcept {
    return scope == other.scope && overflow == other.overflow && endpoint == other.endpoint &&
           dimension == other.dimension && status == other.status;
  }
};

/// What is measured of one operation.
struct Measured {
  std::int64_t nanoseconds = 0;
  std::int64_t rows = -1;  ///< -1: unknown, as for hits and misses.
  std::int64_t hits = -1;
  std::int64_t misses = -1;
};

/// Limits of the buckets of a histogram in ascending order. A value equal to a limit is below it.
struct Bounds {
  static constexpr std::size_t kMost = 14;
  std::array<std::int64_t, kMost> limits;  ///< Unused ones hold the highest number.
  std::size_t used;

  std::size_t BucketOf(std::int64_t value) const noexcept {
    // Most values are in one of the first, again and again.
    std::size_t bucket = 0;
    while (bucket < kMost && value > limits[bucket]) ++bucket;
    return bucket;
  }
};

/// A histogram that is added to without a lock and read by the collecting thread meanwhile.
struct Histogram {
  std::array<std::atomic<std::uint64_t>, Bounds::kMost + 1> buckets{};
  std::atomic<std::int64_t> sum{0};
  std::atomic<std::int64_t> least{std::numeric_limits<std::int64_t>::max()};
  std::atomic<std::int64_t> most{std::numeric_limits<std::int64_t>::min()};
};

/// The sums of one series.
struct alignas(64) SeriesSums {
  Histogram duration;
  Histogram rows;
  std::atomic<std::uint64_t> hits{0};
  std::atomic<std::uint64_t> misses{0};
};

/// Adds where one thread alone writes: plain stores.
void AddAlone(SeriesSums& sums, const Bounds& duration_bounds, const Measured& measured) noexcept;
/// Adds where many threads may.
void AddShared(SeriesSums& sums, const Bounds& duration_bounds, const Measured& measured) noexcept;

/// The buckets of `db.client.response.returned_rows`.
extern const Bounds kRowBounds;

/// Numbers the series of a process up to a limit. Safe from any thread, without a lock.
///
/// What comes after the limit shares one series per scope and system.
class SeriesTable {
 public:
  static constexpr std::size_t kOverflows = 32;

  explicit SeriesTable(std::size_t limit);
  SeriesTable(const SeriesTable&) = delete;
  SeriesTable& operator=(const SeriesTable&) = delete;
  ~SeriesTable();

  struct Series {
    SeriesKey key;
    SeriesSums sums;  ///< Of threads that have none of their own.
  };

  /// Returns the series of `key`, or of `overflow` if it is one too many; null if memory is short.
  Series* Find(const SeriesKey& key, const SeriesKey& overflow) noexcept;

  /// Calls `visit(const Series&)` for each.
  template <class Visit>
  void ForEach(Visit&& visit) const {
    for (std::size_t i = 0; i <= mask_; ++i) {
      const Series* series = slots_[i].load(std::memory_order_acquire);
      if (series != nullptr) visit(*series);
    }
  }

 private:
  Series* FindOrAdd(const SeriesKey& key, std::size_t limit);

  const std::size_t limit_;
  const std::size_t mask_;
  std::atomic<std::size_t> used_{0};
  std::unique_ptr<std::atomic<Series*>[]> slots_;
};

}  // namespace dbspan::recorder
