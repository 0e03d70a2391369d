#include "core/metrics/series_limit.h"

#include <algorithm>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// The table is at most half full, so that probing is short and always finds a free slot.
std::size_t SlotsFor(std::size_t limit) {
  std::size_t slots = 16;
  while (slots < limit * 2) slots *= 2;
  return slots;
}

}  // namespace

SeriesLimit::SeriesLimit(std::size_t limit)
    : limit_(std::min(limit, std::size_t{1} << 20U)),
      mask_(SlotsFor(limit_) - 1),
      slots_(std::make_unique<std::atomic<std::size_t>[]>(mask_ + 1)) {}

bool SeriesLimit::Admits(std::size_t hash) noexcept {
  const std::size_t wanted = hash == 0 ? 1 : hash;
  for (std::size_t at = wanted >> 7U, probed = 0; probed <= mask_; ++at, ++probed) {
    std::atomic<std::size_t>& slot = slots_[at & mask_];
    std::size_t found = slot.load(std::memory_order_relaxed);
    if (found == wanted) return true;
    if (found != 0) continue;
    if (used_.load(std::memory_order_relaxed) >= limit_) return false;
    if (slot.compare_exchange_strong(found, wanted, std::memory_order_relaxed)) {
      used_.fetch_add(1, std::memory_order_relaxed);
      return true;
    }
    if (found == wanted) return true;  // another thread has added it
  }
  return false;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
