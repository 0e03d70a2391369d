#pragma once

#include <sys/types.h>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether this is the main thread: the one that `exit` goes on with, as a rule.
bool IsMainThread() noexcept;

/// What a thread of this process does, by the letter of /proc: 'R' if it would run if the machine
/// let it, 'Z' if it has ended. 0 if it is not there.
char ThreadState(pid_t thread) noexcept;

/// While one lives, `exit` in the main thread does not begin to call handlers and to destroy
/// statics. Not for long: two seconds at most, if the machine does not let this thread run.
///
/// Nothing tells of an `exit` that another thread calls, and nothing in an object that may be
/// unloaded. One at a time.
class MainThreadExit {
 public:
  MainThreadExit() noexcept;
  ~MainThreadExit();
  MainThreadExit(const MainThreadExit&) = delete;
  MainThreadExit& operator=(const MainThreadExit&) = delete;

  /// Tells whether it had begun before.
  bool has_begun() const noexcept { return has_begun_; }

 private:
  bool has_begun_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
