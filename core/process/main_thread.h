#pragma once

#include <sys/types.h>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether this is the main thread of the process, which usually is the one that calls
/// `exit`.
bool IsMainThread() noexcept;

/// Returns the state of a thread of this process as a letter of /proc: 'R' if it is runnable, 'Z'
/// if it has ended. 0 if it does not exist.
char ThreadState(pid_t thread) noexcept;

/// Delays `exit` in the main thread during its lifetime: `exit` does not yet call handlers or
/// destroy statics. The delay ends after two seconds at most, in case the machine does not schedule
/// this thread.
///
/// Does not detect an `exit` that another thread calls, and has no effect if dbspan is in an object
/// that can be unloaded. Only one may exist at a time.
class MainThreadExit {
 public:
  MainThreadExit() noexcept;
  ~MainThreadExit();
  MainThreadExit(const MainThreadExit&) = delete;
  MainThreadExit& operator=(const MainThreadExit&) = delete;

  /// Tells whether the main thread was already ending when this object was created.
  bool has_begun() const noexcept { return has_begun_; }

 private:
  bool has_begun_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
