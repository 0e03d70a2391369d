#pragma once

#include <sys/types.h>

namespace dbspan::cli {

/// Returns true if a signal has stopped the process.
bool IsStopped(pid_t pid);

/// Returns true if `pid` is `ancestor` or one of its descendants.
bool IsBelow(pid_t pid, pid_t ancestor);

}  // namespace dbspan::cli
