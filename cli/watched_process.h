#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/bound_calls.h"

namespace dbspan::cli {

/// The program or a descendant of it, as /proc shows it.
struct WatchedProcess {
  pid_t pid = 0;
  std::string executable;  ///< Path; empty: not readable (set-user-ID).
  std::string name;
  bool without_variables = false;  ///< It was started without libdbspan.so in LD_PRELOAD.
  BoundCalls bound;                ///< All bound calls that were seen.
  std::optional<int>
      wait_status;  ///< How it ended, in the format of wait(2); unknown before Linux 6.15.
};

/// Returns the executable of a process; nullopt if the process has ended, empty if reading the path
/// is not permitted.
std::optional<std::string> ExecutableOf(pid_t process);
std::vector<pid_t> ChildrenOf(pid_t process);
/// Returns the running processes whose initial environment contains `mark`.
std::vector<pid_t> ProcessesWithEnvironment(const std::string& mark);

/// Reads the name of a process, and whether it was started with dbspan's variables. Returns false
/// if the process is just executing a program, so that neither is known yet.
bool ReadStart(WatchedProcess& process);

/// Adds the processes that noted in `directory`, when they began, that their program has a client
/// inside (core/interpose/preloaded.cc). They may have ended before ProcessWatch could see them.
void AddNotedClientsInside(const std::string& directory, std::vector<WatchedProcess>& watched);

}  // namespace dbspan::cli
