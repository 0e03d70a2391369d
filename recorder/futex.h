#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <ctime>
#include <limits>

#include "core/interpose/errno_guard.h"

/// Waiting without a lock: safe in a signal handler, and nothing to be left locked by a fork.
namespace dbspan::recorder {

/// Returns when `word` no longer has the value, is woken, or the time in nanoseconds is over.
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

}  // namespace dbspan::recorder
