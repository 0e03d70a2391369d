#pragma once

#include <chrono>
#include <cstdint>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A clock that is cheap to read and need not be exact: how long something has been trusted.
///
/// On x86-64 the time stamp counter, elsewhere the steady clock. A tick is at most a nanosecond and
/// at least a fifth of one on the processors of today.
inline std::uint64_t Ticks() noexcept {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#else
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch() /
                                    std::chrono::nanoseconds{1});
#endif
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
