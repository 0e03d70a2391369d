#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/bound_calls.h"
#include "cli/process_end.h"
#include "cli/stop_signal.h"

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

/// Watches the program and its descendants from outside, to find processes without dbspan and calls
/// that bypass it.
///
/// Construct it before the fork, call Start after it, and Finish after the end of the program. It
/// looks every 10 ms or less often, so that it takes at most 5 % of a processor. It may miss
/// processes that end sooner.
class ProcessWatch {
 public:
  /// `library` is the path of libdbspan.so.
  explicit ProcessWatch(const std::string& library) : reader_(library) {}
  ~ProcessWatch();

  void Start(pid_t program);
  /// Stops watching and returns all processes that were seen.
  std::vector<WatchedProcess> Finish();

 private:
  struct Known {
    WatchedProcess seen;
    std::uint64_t start = 0;  ///< Start time in ticks; differs if the pid was reused.
    std::unique_ptr<ProcessEnd> end;
    bool alive = true;
    std::chrono::steady_clock::time_point next_look{};
    std::chrono::steady_clock::time_point since{};  ///< The first look at this program.
  };

  void Look();
  void LookAt(pid_t pid);
  void ReadBound(Known& known);

  BoundCallsReader reader_;
  pid_t program_ = 0;
  std::map<pid_t, Known> living_;
  std::vector<WatchedProcess> ended_;
  StopSignal stop_;
  std::thread thread_;
};

}  // namespace dbspan::cli
