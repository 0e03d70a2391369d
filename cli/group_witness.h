#pragma once

#include <sys/types.h>

#include <cstdint>
#include <set>

#include "cli/file_descriptor.h"

namespace dbspan::cli {

/// Tells signals that were sent to the process group from those that were sent to dbspan alone: a
/// process beside the program that does nothing but notice which signals arrive. The kernel tells a
/// receiver who sent a signal, and not to whom.
///
/// It keeps no descriptor open and ends with dbspan. Without it (no process can be made) every
/// signal is taken for one that was sent to dbspan alone.
class GroupWitness {
 public:
  GroupWitness() = default;
  GroupWitness(const GroupWitness&) = delete;
  GroupWitness& operator=(const GroupWitness&) = delete;
  ~GroupWitness() { Stop(); }

  /// Before there are threads.
  void Start();
  void Stop();
  /// Whether the signal that dbspan got just now was sent to the whole group. Waits up to 20 ms for
  /// the answer. Signals of the keyboard are not asked for.
  bool Saw(int signal);

 private:
  bool ReadReports(int signal, std::int64_t since);
  bool HasPending(int signal) const;

  pid_t pid_ = -1;
  FileDescriptor reports_;
  /// Signals that were seen while they were pending: their report is still to come.
  std::set<int> seen_pending_;
};

}  // namespace dbspan::cli
