#pragma once

#include <sched.h>

namespace dbspan::bench {

/// Keeps the calling thread on the processor that the servers are on (`./run bench`), while it
/// lives.
///
/// A call to a server is a switch from one process to the other and back. On two processors it is
/// something else every time: one of them sleeps and has to be woken up, or the scheduler brings
/// them together. Other threads, those of exporters, are left where they are.
class OneProcessor {
 public:
  OneProcessor() {
    sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    sched_setaffinity(0, sizeof first, &first);
  }
  OneProcessor(const OneProcessor&) = delete;
  OneProcessor& operator=(const OneProcessor&) = delete;
  ~OneProcessor() { sched_setaffinity(0, sizeof before_, &before_); }

 private:
  cpu_set_t before_{};
};

}  // namespace dbspan::bench
