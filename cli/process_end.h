#pragma once

#include <sys/types.h>

#include <optional>

#include "cli/file_descriptor.h"

namespace dbspan::cli {

/// Reads the wait status of a process that is not a child of this one. Needs Linux 6.15 or later
/// (pidfd(2), PIDFD_INFO_EXIT). Construct it while the process is running.
class ProcessEnd {
 public:
  ProcessEnd() = default;
  explicit ProcessEnd(pid_t process);

  /// Returns the status in the format of wait(2), after the parent has waited for the process;
  /// nullopt if it is unknown.
  std::optional<int> WaitStatus() const;

 private:
  FileDescriptor process_;
};

}  // namespace dbspan::cli
