#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <type_traits>

#include "dbspan/version.h"
#include "recorder/record.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Identity of a metric series.
struct SeriesKey {
  ScopeId scope = 0;
  /// Series for everything above the limit; `endpoint` then contains only the system.
  bool overflow = false;
  std::uint8_t unused = 0;
  TextId endpoint = 0;
  TextId dimension = 0;
  TextId status = 0;  ///< 0: success.

  bool operator==(const SeriesKey& other) const noexcept { return words() == other.words(); }

 private:
  /// Returns all bytes of the key. Compared as two words, because almost every operation compares
  /// its key with that of the previous one.
  std::array<std::uint64_t, 2> words() const noexcept {
    std::array<std::uint64_t, 2> words;
    std::memcpy(words.data(), this, sizeof words);
    return words;
  }
};
static_assert(sizeof(SeriesKey) == 2 * sizeof(std::uint64_t) &&
              std::has_unique_object_representations_v<std::uint32_t>);

/// Measured values of one operation.
struct Measured {
  std::int64_t nanoseconds = 0;
  std::int64_t rows = -1;  ///< -1: unknown; also for hits and misses.
  std::int64_t hits = -1;
  std::int64_t misses = -1;
};

/// Upper limits of a histogram's buckets, in ascending order. A value equal to a limit belongs to
/// the bucket below it.
struct Bounds {
  static constexpr std::size_t kMost = 14;
  std::array<std::int64_t, kMost> limits;  ///< Unused ones contain the maximum.
  std::size_t used;

  std::size_t BucketOf(std::int64_t value) const noexcept {
    // Linear search, because most values are in one of the first buckets.
    std::size_t bucket = 0;
    while (bucket < kMost && value > limits[bucket]) ++bucket;
    return bucket;
  }
};

/// A histogram that recording threads update without a lock while the collecting thread reads it.
struct Histogram {
  std::array<std::atomic<std::uint64_t>, Bounds::kMost + 1> buckets{};
  std::atomic<std::int64_t> sum{0};
  std::atomic<std::int64_t> least{std::numeric_limits<std::int64_t>::max()};
  std::atomic<std::int64_t> most{std::numeric_limits<std::int64_t>::min()};
};

/// Sums of one series. Contains no pointers, because it may be in shared memory.
struct alignas(64) SeriesSums {
  Histogram duration;
  Histogram rows;
  std::atomic<std::uint64_t> hits{0};
  std::atomic<std::uint64_t> misses{0};
  SeriesKey key;  ///< If its scope is 0, the sums are not in use yet.

  /// Assigns the sums to a series. Writes the scope last, so a reader that sees it sees the rest of
  /// the key.
  void BelongTo(const SeriesKey& series) noexcept {
    key.overflow = series.overflow;
    key.endpoint = series.endpoint;
    key.dimension = series.dimension;
    key.status = series.status;
    __atomic_store_n(&key.scope, series.scope, __ATOMIC_RELEASE);
  }
};

/// The buckets of `db.client.response.returned_rows`. Source: semconv, database-metrics.md.
inline constexpr Bounds kRowBounds{{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000,
                                    std::numeric_limits<std::int64_t>::max()},
                                   13};

namespace detail {

/// For sums that only one thread writes.
struct Alone {
  template <class Number, class Value>
  static void Add(std::atomic<Number>& sum, Value value) noexcept {
    sum.store(sum.load(std::memory_order_relaxed) + static_cast<Number>(value),
              std::memory_order_relaxed);
  }
  template <class Better>
  static void Choose(std::atomic<std::int64_t>& best, std::int64_t value, Better better) noexcept {
    if (better(value, best.load(std::memory_order_relaxed))) {
      best.store(value, std::memory_order_relaxed);
    }
  }
};

/// For sums that several threads write.
struct Shared {
  template <class Number, class Value>
  static void Add(std::atomic<Number>& sum, Value value) noexcept {
    sum.fetch_add(static_cast<Number>(value), std::memory_order_relaxed);
  }
  template <class Better>
  static void Choose(std::atomic<std::int64_t>& best, std::int64_t value, Better better) noexcept {
    std::int64_t known = best.load(std::memory_order_relaxed);
    while (better(value, known) &&
           !best.compare_exchange_weak(known, value, std::memory_order_relaxed)) {
    }
  }
};

template <class How>
[[gnu::always_inline]] inline void AddTo(Histogram& histogram, const Bounds& bounds,
                                         std::int64_t value) noexcept {
  // Most values are in the first bucket, whose place is known.
  if (__builtin_expect(static_cast<long>(value <= bounds.limits[0]), 1L) != 0) {
    How::Add(histogram.buckets[0], 1);
  } else {
    How::Add(histogram.buckets[bounds.BucketOf(value)], 1);
  }
  How::Add(histogram.sum, value);
  How::Choose(histogram.least, value, std::less<std::int64_t>{});
  How::Choose(histogram.most, value, std::greater<std::int64_t>{});
}

template <class How>
[[gnu::always_inline]] inline void AddTo(SeriesSums& sums, const Bounds& duration_bounds,
                                         const Measured& measured) noexcept {
  AddTo<How>(sums.duration, duration_bounds, std::max<std::int64_t>(measured.nanoseconds, 0));
  if (measured.rows >= 0) AddTo<How>(sums.rows, kRowBounds, measured.rows);
  if (measured.hits > 0) How::Add(sums.hits, measured.hits);
  if (measured.misses > 0) How::Add(sums.misses, measured.misses);
}

}  // namespace detail

/// Adds with plain stores, for sums that only one thread writes.
[[gnu::always_inline]] inline void AddAlone(SeriesSums& sums, const Bounds& duration_bounds,
                                            const Measured& measured) noexcept {
  detail::AddTo<detail::Alone>(sums, duration_bounds, measured);
}
/// Adds atomically, for sums that several threads write.
void AddShared(SeriesSums& sums, const Bounds& duration_bounds, const Measured& measured) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
