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

/// A process below the program, as /proc shows it.
struct WatchedProcess {
  pid_t pid = 0;
  std::string executable;  ///< A path; empty: it may not be read (set-user-ID).
  std::string name;
  bool without_variables = false;  ///< It was started without LD_PRELOAD: libdbspan.so.
  BoundCalls bound;                ///< Everything that was seen of it.
  std::optional<int>
      wait_status;  ///< How it ended, as wait(2) gives it; unknown before Linux 6.15.
};

/// Looks from outside at the program and the processes that it starts, to find those that dbspan is
/// not in, and calls that go past it.
///
/// Life: constructed before the fork; Start after it, Finish after the program's end. Looks every
/// 10 ms, and takes at most 5 % of a processor; a process that lives shorter may not be seen.
class ProcessWatch {
 public:
  /// `library`: libdbspan.so.
  explicit ProcessWatch(const std::string& library) : reader_(library) {}
  ~ProcessWatch();

  void Start(pid_t program);
  /// Ends the watch and returns all that were seen.
  std::vector<WatchedProcess> Finish();

 private:
  struct Known {
    WatchedProcess seen;
    std::uint64_t start = 0;  ///< Ticks; tells a reused number apart.
    std::unique_ptr<ProcessEnd> end;
    bool alive = true;
    std::chrono::steady_clock::time_point next_look{};
    std::chrono::milliseconds interval{0};
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
