#pragma once

#include <sys/types.h>

#include <optional>

#include "cli/file_descriptor.h"

namespace dbspan::cli {

/// How a process ends that is no child of this one. Linux 6.15 and later tell (pidfd(2),
/// PIDFD_INFO_EXIT); on earlier ones nothing is known. Constructed while the process lives.
class ProcessEnd {
 public:
  ProcessEnd() = default;
  explicit ProcessEnd(pid_t process);

  /// The status as wait(2) gives it, once its parent has waited for it.
  std::optional<int> WaitStatus() const;

 private:
  FileDescriptor process_;
};

}  // namespace dbspan::cli
