#pragma once

#include <sched.h>

#include <atomic>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// A lock for sections that take nanoseconds, and that threads rarely enter at the same time. Half
/// as expensive as a std::mutex.
///
/// Gives up if the section does not become free: in a forked child, the thread that was inside may
/// not exist.
class BriefLock {
 public:
  /// Holds the lock during its lifetime; false if it was given up.
  class Holder {
   public:
    explicit Holder(BriefLock& lock) noexcept : lock_(lock), holds_(lock.Acquire()) {}
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    ~Holder() {
      if (holds_) lock_.taken_.store(false, std::memory_order_release);
    }
    explicit operator bool() const noexcept { return holds_; }

   private:
    BriefLock& lock_;
    const bool holds_;
  };

 private:
  bool Acquire() noexcept {
    constexpr int kMost = 100'000;
    for (int tries = 0; taken_.exchange(true, std::memory_order_acquire); ++tries) {
      if (tries == kMost) return false;
      sched_yield();
    }
    return true;
  }

  std::atomic<bool> taken_{false};
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
