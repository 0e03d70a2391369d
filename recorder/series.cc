#include "recorder/series.h"

#include <new>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

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

void AddShared(SeriesSums& sums, const Bounds& duration_bounds, const Measured& measured) noexcept {
  detail::AddTo<detail::Shared>(sums, duration_bounds, measured);
}

SeriesTable::SeriesTable(std::size_t most)
    : most_(most),
      mask_(SlotsFor(most + kOverflows) - 1),
      slots_(static_cast<std::atomic<Series*>*>(
          std::calloc(mask_ + 1, sizeof(std::atomic<Series*>)))) {
  if (slots_ == nullptr) throw std::bad_alloc{};
}

SeriesTable::~SeriesTable() {
  for (std::size_t i = 0; i <= mask_; ++i) delete slots_[i].load();
}

SeriesTable::Series* SeriesTable::Find(const SeriesKey& key, const SeriesKey& overflow,
                                       std::size_t limit) noexcept try {
  Series* const found = FindOrAdd(key, limit);
  return found != nullptr ? found : FindOrAdd(overflow, limit);
} catch (...) {
  return nullptr;
}

bool SeriesTable::Admit(const SeriesKey& key, std::size_t limit) noexcept {
  const std::size_t most = key.overflow ? most_ + kOverflows : most_;
  if (used_.fetch_add(1, std::memory_order_relaxed) < most) {
    if (key.overflow) return true;
    std::atomic<std::size_t>& of_scope = used_by_scope_[key.scope % kScopes];
    if (of_scope.fetch_add(1, std::memory_order_relaxed) < limit) return true;
    of_scope.fetch_sub(1, std::memory_order_relaxed);
  }
  used_.fetch_sub(1, std::memory_order_relaxed);
  return false;
}

void SeriesTable::Withdraw(const SeriesKey& key) noexcept {
  if (!key.overflow) {
    used_by_scope_[key.scope % kScopes].fetch_sub(1, std::memory_order_relaxed);
  }
  used_.fetch_sub(1, std::memory_order_relaxed);
}

SeriesTable::Series* SeriesTable::FindOrAdd(const SeriesKey& key, std::size_t limit) {
  std::unique_ptr<Series> added;
  for (std::size_t at = HashOf(key);; ++at) {
    std::atomic<Series*>& slot = slots_[at & mask_];
    Series* found = slot.load(std::memory_order_acquire);
    if (found == nullptr) {
      if (!added) {
        if (!Admit(key, limit)) return nullptr;
        added = std::make_unique<Series>();
        added->key = key;
      }
      if (slot.compare_exchange_strong(found, added.get(), std::memory_order_acq_rel)) {
        return added.release();
      }
    }
    if (found->key == key) {
      if (added) Withdraw(key);
      return found;
    }
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
