#include "recorder/series.h"

#include <algorithm>

namespace dbspan::recorder {
namespace {

constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();

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
void AddTo(Histogram& histogram, const Bounds& bounds, std::int64_t value) noexcept {
  How::Add(histogram.buckets[bounds.BucketOf(value)], 1);
  How::Add(histogram.sum, value);
  How::Choose(histogram.least, value, std::less<std::int64_t>{});
  How::Choose(histogram.most, value, std::greater<std::int64_t>{});
}

template <class How>
void AddTo(SeriesSums& sums, const Bounds& duration_bounds, const Measured& measured) noexcept {
  AddTo<How>(sums.duration, duration_bounds, std::max<std::int64_t>(measured.nanoseconds, 0));
  if (measured.rows >= 0) AddTo<How>(sums.rows, kRowBounds, measured.rows);
  if (measured.hits > 0) How::Add(sums.hits, measured.hits);
  if (measured.misses > 0) How::Add(sums.misses, measured.misses);
}

std::size_t SlotsFor(std::size_t series) noexcept {
  std::size_t slots = 64;
  while (slots < series * 2) slots *= 2;
  return slots;
}

std::size_t HashOf(const SeriesKey& key) noexcept {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = std::uint64_t{key.endpoint} << 32U | key.dimension;
  mixed = (mixed ^ mixed >> 29U) * kOdd;
  mixed ^=
      std::uint64_t{key.status} << 17U | std::uint64_t{key.scope} << 1U | (key.overflow ? 1U : 0U);
  return mixed * kOdd >> 24U;
}

}  // namespace

// semconv, database-metrics.md.
const Bounds kRowBounds{{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, kNone}, 13};

void AddAlone(SeriesSums& sums, const Bounds& duration_bounds, const Measured& measured) noexcept {
  AddTo<Alone>(sums, duration_bounds, measured);
}

void AddShared(SeriesSums& sums, const Bounds& duration_bounds, const Measured& measured) noexcept {
  AddTo<Shared>(sums, duration_bounds, measured);
}

SeriesTable::SeriesTable(std::size_t limit)
    : limit_(limit),
      mask_(SlotsFor(limit + kOverflows) - 1),
      slots_(std::make_unique<std::atomic<Series*>[]>(mask_ + 1)) {}

SeriesTable::~SeriesTable() {
  for (std::size_t i = 0; i <= mask_; ++i) delete slots_[i].load();
}

SeriesTable::Series* SeriesTable::Find(const SeriesKey& key, const SeriesKey& overflow) noexcept
    try {
  Series* const found = FindOrAdd(key, limit_);
  return found != nullptr ? found : FindOrAdd(overflow, limit_ + kOverflows);
} catch (...) {
  return nullptr;
}

SeriesTable::Series* SeriesTable::FindOrAdd(const SeriesKey& key, std::size_t limit) {
  std::unique_ptr<Series> added;
  for (std::size_t at = HashOf(key);; ++at) {
    std::atomic<Series*>& slot = slots_[at & mask_];
    Series* found = slot.load(std::memory_order_acquire);
    if (found == nullptr) {
      if (!added) {
        if (used_.fetch_add(1, std::memory_order_relaxed) >= limit) {
          used_.fetch_sub(1, std::memory_order_relaxed);
          return nullptr;
        }
        added = std::make_unique<Series>();
        added->key = key;
      }
      if (slot.compare_exchange_strong(found, added.get(), std::memory_order_acq_rel)) {
        return added.release();
      }
    }
    if (found->key == key) {
      if (added) used_.fetch_sub(1, std::memory_order_relaxed);
      return found;
    }
  }
}

}  // namespace dbspan::recorder
