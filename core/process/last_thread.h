#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Ends a process whose main thread has called `pthread_exit` when its last application thread has
/// ended. The C library does that when the last thread ends, and dbspan's own threads, which do not
/// end, would keep the process alive. Their names begin with "dbspan-".
///
/// Has no effect if dbspan is in an object that can be unloaded, or if /proc is missing.
class LastThread {
 public:
  /// Lets the process watch the end of its main thread. Called in that thread when dbspan is
  /// loaded.
  static void WatchMainThread() noexcept;
  /// Does the same for the thread that has become the main thread of a forked child.
  static void WatchMainThreadOfChild() noexcept;
  /// Call it after an own thread has started. Safe from any thread.
  static void OnOwnThread() noexcept;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
