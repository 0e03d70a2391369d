#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace dbspan::cli {

/// A flag with which one thread stops another that waits in StoppedWithin. Thread-safe.
class StopSignal {
 public:
  void Stop() {
    const std::lock_guard<std::mutex> lock{mutex_};
    stopped_ = true;
    changed_.notify_all();
  }
  /// Waits until Stop is called, then returns true; returns false after `time`.
  bool StoppedWithin(std::chrono::steady_clock::duration time) {
    std::unique_lock<std::mutex> lock{mutex_};
    return changed_.wait_for(lock, time, [this] { return stopped_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
};

}  // namespace dbspan::cli
