#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <ctime>
#include <limits>

#include "core/interpose/errno_guard.h"
#include "dbspan/version.h"

/// Waits without a lock. Therefore these functions are safe in a signal handler, and a fork leaves
/// nothing locked in the child.
namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Waits until `word` differs from `value`, `WakeAll` is called, or this many nanoseconds have
/// passed.
inline void WaitWhile(std::atomic<std::uint32_t>& word, std::uint32_t value,
                      std::int64_t nanoseconds) noexcept {
  constexpr std::int64_t kSecond = 1'000'000'000;
  if (nanoseconds <= 0) return;
  const ErrnoGuard errno_guard;
  const timespec timeout{nanoseconds / kSecond, nanoseconds % kSecond};
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, &timeout, nullptr, 0);
}

inline void WakeAll(std::atomic<std::uint32_t>& word) noexcept {
  const ErrnoGuard errno_guard;
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, std::numeric_limits<int>::max(), nullptr, nullptr,
          0);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
