#pragma once

#include <signal.h>
#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "cli/group_witness.h"
#include "cli/record_source.h"

namespace dbspan::cli {

/// How a program ended.
struct Ending {
  int code = 0;        ///< Of exit.
  int signal = 0;      ///< Which killed it; 0: it exited.
  bool core = false;   ///< A core was dumped.
  int exec_error = 0;  ///< errno: it could not be started at all.

  /// `exit 0`, `killed by SIGSEGV (core dumped)`.
  std::string Text() const;
};

/// A program that runs as it would without us: same streams, process group, signal dispositions and
/// mask.
///
/// Signals that somebody sends to dbspan are passed on; those of the keyboard reach the program by
/// themselves. When the program is stopped, dbspan stops with it, so that the shell's job control
/// works. To be used by the only thread of the process: Start before any other is made, Wait by the
/// same.
class ChildProcess {
 public:
  /// Starts `command`, found by PATH, with these variables added to the environment.
  void Start(const std::vector<std::string>& command, const std::vector<Variable>& variables);

  /// Leaves these descriptors to the program, so that whoever is at their other end notices when it
  /// closes them. Standard ones become /dev/null here.
  static void LeaveToProgram(const std::vector<int>& descriptors);

  /// Waits for its end. Calls `tick` about every second meanwhile, and `survived_quit` if the
  /// program goes on after a SIGQUIT.
  Ending Wait(const std::function<void()>& tick, const std::function<void()>& survived_quit);

  pid_t pid() const { return pid_; }

 private:
  void Execute(const std::vector<std::string>& command, const std::vector<Variable>& variables,
               pid_t parent, int report) const;
  bool Reap(Ending& ending) const;
  void PassOn(const siginfo_t& info);
  void StopWithIt(int signal) const;

  GroupWitness group_witness_;
  pid_t pid_ = -1;
  int exec_error_ = 0;
  sigset_t mask_before_{};
  struct sigaction child_action_before_ {};
};

/// The descriptors that are open now.
std::vector<int> OpenDescriptors();

/// Ends this process as the program ended: with its code, or by the same signal, without a core.
[[noreturn]] void EndLike(const Ending& ending);

/// Names a signal: `SIGSEGV`.
std::string SignalName(int number);

}  // namespace dbspan::cli
