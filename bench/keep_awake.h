#pragma once

#include <sched.h>

#include <atomic>
#include <thread>
#include <vector>

namespace dbspan::bench {

/// Keeps the processors from sleeping while it lives.
///
/// A call to a server on the same machine waits for it, the processor goes to sleep, and waking it
/// up takes longer than the call; how long varies. Threads that run only when nothing else wants to
/// keep that out of what is measured, for the bare client too.
class KeepAwake {
 public:
  KeepAwake() {
    const unsigned processors = std::thread::hardware_concurrency();
    for (unsigned i = 0; i < processors; ++i) threads_.emplace_back([this] { Spin(); });
  }
  KeepAwake(const KeepAwake&) = delete;
  KeepAwake& operator=(const KeepAwake&) = delete;
  ~KeepAwake() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Spin() const {
    const sched_param none{};
    if (sched_setscheduler(0, SCHED_IDLE, &none) != 0) return;
    while (!stopping_.load(std::memory_order_relaxed)) {
    }
  }

  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
};

}  // namespace dbspan::bench
