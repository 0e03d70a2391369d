#pragma once

#include <sched.h>

namespace dbspan::bench {

/// Keeps the calling thread on the processor of the servers (`./run bench`) while the object
/// exists.
///
/// A call to a server is a switch from one process to the other and back. On two processors the
/// duration varies: one of them may sleep and must be woken up, or the scheduler moves the
/// processes together. Other threads, such as those of exporters, are not moved.
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
