#pragma once

#include <sys/types.h>

#include <cstdint>
#include <set>

#include "cli/file_descriptor.h"

namespace dbspan::cli {

/// Distinguishes signals that were sent to the process group from signals that were sent to dbspan
/// alone, for which the kernel has no call. It starts a process in the same group that only reports
/// the signals that it receives: such a signal was sent to the group.
///
/// The process holds no descriptors of dbspan and ends with dbspan. If it cannot be started, every
/// signal counts as sent to dbspan alone.
class GroupWitness {
 public:
  GroupWitness() = default;
  GroupWitness(const GroupWitness&) = delete;
  GroupWitness& operator=(const GroupWitness&) = delete;
  ~GroupWitness() { Stop(); }

  /// Starts the process. Call it before there are threads.
  void Start();
  void Stop();
  /// Returns true if the signal that dbspan has just received was sent to the whole group. Waits up
  /// to 20 ms for the report. Does not work for signals of the terminal, which are not reported.
  bool Saw(int signal);

 private:
  bool ReadReports(int signal, std::int64_t since);
  bool HasPending(int signal) const;

  pid_t pid_ = -1;
  FileDescriptor reports_;
  /// Signals that Saw found pending in the process; their reports will arrive and must be skipped.
  std::set<int> seen_pending_;
};

}  // namespace dbspan::cli
