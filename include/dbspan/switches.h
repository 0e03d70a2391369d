#pragma once

#include <atomic>
#include <chrono>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Options;

/// The switches that can be flipped while calls are running, shared by all connections of a client.
///
/// Safe from any thread; a call that has started is finished as it was started.
class Switches {
 public:
  /// They start as the options say.
  explicit Switches(const Options& options) noexcept;

  bool enabled() const noexcept { return enabled_.load(std::memory_order_relaxed); }
  void set_enabled(bool value) noexcept;
  bool require_parent() const noexcept { return require_parent_.load(std::memory_order_relaxed); }
  void set_require_parent(bool value) noexcept {
    require_parent_.store(value, std::memory_order_relaxed);
  }
  /// Operations that take at least this long are reported as slow; 0: none.
  std::chrono::nanoseconds slow_threshold() const noexcept {
    return slow_threshold_.load(std::memory_order_relaxed);
  }
  void set_slow_threshold(std::chrono::nanoseconds value) noexcept {
    slow_threshold_.store(value, std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> enabled_;
  std::atomic<bool> require_parent_;
  std::atomic<std::chrono::nanoseconds> slow_threshold_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
