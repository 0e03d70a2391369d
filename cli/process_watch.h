#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/bound_calls.h"
#include "cli/process_end.h"
#include "cli/stop_signal.h"
#include "cli/watched_process.h"

namespace dbspan::cli {

/// Watches the program and its descendants from outside, to find processes without dbspan and calls
/// that bypass it.
///
/// Call Start after the fork, and Finish after the end of the program. It looks for processes every
/// 2 ms while there are new ones, otherwise every 10 ms, and into each of them for bound calls less
/// often. Each of both takes about 5 % of a processor at most. It may miss processes that end
/// sooner.
class ProcessWatch {
 public:
  /// `library` is the path of libdbspan.so.
  explicit ProcessWatch(std::string library) : library_(std::move(library)) {}
  ~ProcessWatch();

  void Start(pid_t program);
  /// Adds the running processes whose environment contains `mark`: daemons, which are no
  /// descendants of the program any more.
  void FindOrphans(const std::string& mark);
  /// Returns the running processes apart from the program.
  std::vector<pid_t> Running();
  /// Returns the running processes without those that were examined and have no client.
  std::vector<pid_t> RunningWithClient();
  /// Returns the thread whose signal killed the program, if it was seen while the system dumped its
  /// core; 0: it was not.
  pid_t dumping_thread() const { return dumping_thread_; }
  /// Stops watching and returns all processes that were seen.
  std::vector<WatchedProcess> Finish();

 private:
  struct Known {
    WatchedProcess seen;
    std::uint64_t start = 0;  ///< Start time in ticks; differs if the pid was reused.
    std::unique_ptr<ProcessEnd> end;
    bool start_read = false;  ///< `name` and `without_variables` are known.
    bool alive = true;
    bool looked_into = false;
    std::chrono::steady_clock::time_point next_look{};
    std::chrono::steady_clock::time_point since{};  ///< The first look at this program.
  };

  /// A process to look into.
  struct Turn {
    pid_t pid = 0;
    std::uint64_t start = 0;
    std::string executable;
  };

  void Stop();
  void Watch();
  bool FindProcesses();
  bool Find(pid_t pid);
  using Wanted = bool (*)(const Known& known);
  std::vector<pid_t> RunningIf(Wanted wanted);
  std::vector<pid_t> RunningNow(Wanted wanted);
  void LookInside();
  std::optional<Turn> TakeTurn();
  void Merge(const Turn& turn, BoundCalls now);

  const std::string library_;
  pid_t program_ = 0;
  std::atomic<pid_t> dumping_thread_{0};
  std::string mark_;         ///< Of FindOrphans.
  bool any_orphan_ = false;  ///< FindOrphans found a process.
  std::mutex mutex_;         ///< For the next two.
  std::map<pid_t, Known> living_;
  std::vector<WatchedProcess> ended_;
  StopSignal stop_;
  std::thread finds_;
  /// Apart, because looking into a process with many libraries takes so long that others would
  /// begin and end meanwhile.
  std::thread looks_;
};

}  // namespace dbspan::cli
