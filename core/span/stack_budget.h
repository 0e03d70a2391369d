#pragma once

#include <atomic>
#include <cstdint>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Limits how often per second the threads of the process read their stacks, so that a storm of
/// failures does not make them slower. Safe from any thread, without a lock.
class StackBudget {
 public:
  static constexpr std::uint32_t kPerSecond = 100;

  /// Returns whether a stack may be read in this second of any clock, and counts it.
  bool Take(std::uint32_t second) noexcept {
    std::uint64_t known = state_.load(std::memory_order_relaxed);
    while (true) {
      const auto used = known >> 32U == second ? static_cast<std::uint32_t>(known) : 0;
      if (used >= kPerSecond) return false;
      const std::uint64_t next = std::uint64_t{second} << 32U | (used + 1);
      if (state_.compare_exchange_weak(known, next, std::memory_order_relaxed)) return true;
    }
  }

 private:
  std::atomic<std::uint64_t> state_{0};  // the second, and how many stacks were read in it
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
