#include "recorder/rate_limit.h"

#include <algorithm>
#include <functional>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr double kSecond = 1e9;

}  // namespace

RateLimit::RateLimit(double per_second) noexcept
    : period_(static_cast<std::int64_t>(kSecond / per_second)),
      burst_(static_cast<std::int64_t>(std::max(per_second, 1.0) * kSecond / per_second)) {}

bool RateLimit::Admit(std::string_view name, std::int64_t now) noexcept {
  std::atomic<std::int64_t>& used_until = UsedUntil(name);
  std::int64_t until = used_until.load(std::memory_order_relaxed);
  std::int64_t next = 0;
  do {
    next = std::max(until, now) + period_;
    if (next - now > burst_) return false;
  } while (!used_until.compare_exchange_weak(until, next, std::memory_order_relaxed));
  return true;
}

std::atomic<std::int64_t>& RateLimit::UsedUntil(std::string_view name) noexcept {
  const std::uint64_t hash = std::hash<std::string_view>{}(name) | 1U;
  for (std::size_t at = hash >> 8U;; ++at) {
    Name& slot = slots_[at % kSlots];
    std::uint64_t found = slot.hash.load(std::memory_order_relaxed);
    if (found == hash) return slot.used_until;
    if (found != 0) continue;
    if (names_.load(std::memory_order_relaxed) >= kMostNames) return others_.used_until;
    if (slot.hash.compare_exchange_strong(found, hash, std::memory_order_relaxed)) {
      names_.fetch_add(1, std::memory_order_relaxed);
      return slot.used_until;
    }
    if (found == hash) return slot.used_until;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
