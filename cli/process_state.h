#pragma once

#include <sys/types.h>

namespace dbspan::cli {

/// Returns true if a signal has stopped the process.
bool IsStopped(pid_t pid);

/// Returns the thread of a dying process whose signal makes it dump core, even if the system then
/// writes no core file; 0 if there is none. Once the other threads have ended, as in a zombie, only
/// the main thread can be found.
pid_t DumpingThread(pid_t pid);

/// Returns true if `pid` is `ancestor` or one of its descendants.
bool IsBelow(pid_t pid, pid_t ancestor);

}  // namespace dbspan::cli
