#pragma once

#include <atomic>
#include <chrono>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Options;

/// Switches that can be changed while calls are running. All connections of a client share them.
///
/// Safe from any thread. A change does not affect calls that have already started.
class Switches {
 public:
  /// Initializes the switches from `options`.
  explicit Switches(const Options& options) noexcept;

  bool enabled() const noexcept { return enabled_.load(std::memory_order_relaxed); }
  void set_enabled(bool value) noexcept;
  bool require_parent() const noexcept { return require_parent_.load(std::memory_order_relaxed); }
  void set_require_parent(bool value) noexcept {
    require_parent_.store(value, std::memory_order_relaxed);
  }
  /// Operations that take at least this long are reported as slow; 0: off.
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
