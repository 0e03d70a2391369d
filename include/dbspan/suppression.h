#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Makes this thread quiet: no operation is recorded while one of these lives.
///
/// Nests. For the application's own use (health checks, internal jobs) and for the shims, which use
/// it to keep a client's inner calls from being recorded a second time. A stack object of one
/// thread.
class SuppressInstrumentation {
 public:
  SuppressInstrumentation() noexcept { ++depth_; }
  ~SuppressInstrumentation() { --depth_; }
  SuppressInstrumentation(const SuppressInstrumentation&) = delete;
  SuppressInstrumentation& operator=(const SuppressInstrumentation&) = delete;

  /// Tells whether this thread is quiet.
  static bool Active() noexcept { return depth_ != 0; }

 private:
  friend class ClientAbove;
  // Inline and constant-initialized: read without a call. Visible: one variable for all shared
  // objects.
  [[gnu::visibility("default")]] inline static thread_local unsigned depth_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
