#pragma once

#include <signal.h>
#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "cli/ending.h"
#include "cli/group_witness.h"
#include "cli/record_source.h"

namespace dbspan::cli {

/// A program that runs as it would without dbspan: with the same streams, process group, signal
/// dispositions and signal mask.
///
/// Signals that other processes send to dbspan are passed on to the program; the terminal sends its
/// signals to both. When the program is stopped, dbspan stops as well, so that the shell's job
/// control works. Call Start while the process has one thread, and Wait in the same thread.
class ChildProcess {
 public:
  /// Starts `command`, searched in PATH, with `variables` added to the environment.
  void Start(const std::vector<std::string>& command, const std::vector<Variable>& variables);

  /// Waits until the program ends. Calls `tick` about every second, and `survived_quit` if the
  /// program is still running 0.3 s after a SIGQUIT.
  Ending Wait(const std::function<void()>& tick, const std::function<void()>& survived_quit);

  pid_t pid() const { return pid_; }

 private:
  void Execute(const std::vector<std::string>& command, const std::vector<Variable>& variables,
               pid_t parent, int report) const;
  bool Reap(Ending& ending) const;
  void ReapOrphans() const;
  void PassOn(const siginfo_t& info);
  void StopWithIt() const;

  GroupWitness group_witness_;
  pid_t pid_ = -1;
  int exec_error_ = 0;
  sigset_t mask_before_{};
  struct sigaction child_action_before_ {};
};

}  // namespace dbspan::cli
