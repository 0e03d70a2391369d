#pragma once

#include <ctime>

namespace dbspan::bench {

/// Nanoseconds of a clock: CLOCK_MONOTONIC, or one of those that count CPU.
inline double Nanoseconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

}  // namespace dbspan::bench
