#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace detail {
class ClientAbove;
class ThreadMarks;
}  // namespace detail

/// Records no operations on this thread during the lifetime of the object.
///
/// For the application's own use (health checks, internal jobs), and for dbspan, which must not
/// record the internal calls of a client a second time. A stack object; nests.
class SuppressInstrumentation {
 public:
  SuppressInstrumentation() noexcept { ++depth_; }
  ~SuppressInstrumentation() { --depth_; }
  SuppressInstrumentation(const SuppressInstrumentation&) = delete;
  SuppressInstrumentation& operator=(const SuppressInstrumentation&) = delete;

  /// Returns whether instrumentation is suppressed on this thread.
  static bool Active() noexcept { return depth_ != 0; }

 private:
  friend class detail::ClientAbove;
  friend class detail::ThreadMarks;
  // Inline and constant-initialized, so that it is read without a call. Exported, so that all
  // shared objects of the process share one variable.
  [[gnu::visibility("default")]] inline static thread_local unsigned depth_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
