#pragma once

#include <chrono>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The time that `exit` may wait for telemetry receivers. All pipelines of the process share it, in
/// whatever order they end. Safe from any thread, without a lock.
class ExitDeadline {
 public:
  /// Starts the time when `exit` begins; only the first call in a process has an effect.
  static void Begin() noexcept;
  static bool HasBegun() noexcept;
  /// Returns the rest of `limit` since Begin(); all of it before Begin().
  static std::chrono::milliseconds LeftOf(std::chrono::milliseconds limit) noexcept;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
