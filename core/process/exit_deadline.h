#pragma once

#include <chrono>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The time that `exit` may wait for receivers: one for all pipelines of the process, whoever ends
/// first. Safe from any thread, without a lock.
class ExitDeadline {
 public:
  /// `exit` has begun; only the first call in a process counts.
  static void Begin() noexcept;
  static bool HasBegun() noexcept;
  /// What is left of `limit` since `exit` has begun, or all of it.
  static std::chrono::milliseconds LeftOf(std::chrono::milliseconds limit) noexcept;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
