#pragma once

#include <ctime>

namespace dbspan::bench {

/// Returns the time of a clock in nanoseconds: CLOCK_MONOTONIC, or a clock of CPU time.
inline double Nanoseconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

}  // namespace dbspan::bench
