// The part of ProcessWatch about processes that go on after the end of the program.
#include <algorithm>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "cli/process_watch.h"
#include "recorder/rings/process_files.h"

namespace dbspan::cli {

using recorder::rings::StartTicksOf;

void ProcessWatch::FindOrphans(const std::string& mark) {
  // A process that ended during the search may have forked one that was missed, as daemons do.
  constexpr int kTries = 20;
  std::vector<pid_t> before;
  for (int i = 0; i < kTries; ++i) {
    std::vector<pid_t> found = ProcessesWithEnvironment(mark);
    if (i > 0 && found == before) break;
    before = std::move(found);
  }
  {
    const std::lock_guard<std::mutex> lock{mutex_};
    for (const pid_t pid : before) Find(pid);
  }
  FindProcesses();
  mark_ = mark;
  any_orphan_ = !before.empty();
}

// If the last process has just ended, it may have started another one before.
std::vector<pid_t> ProcessWatch::RunningIf(Wanted wanted) {
  std::vector<pid_t> pids = RunningNow(wanted);
  if (!pids.empty() || !any_orphan_) return pids;
  FindOrphans(mark_);
  return RunningNow(wanted);
}

std::vector<pid_t> ProcessWatch::RunningNow(Wanted wanted) {
  const std::lock_guard<std::mutex> lock{mutex_};
  std::vector<pid_t> pids;
  for (const auto& [pid, known] : living_) {
    const bool runs = pid != program_ && StartTicksOf(std::to_string(pid)) == known.start;
    if (runs && wanted(known)) pids.push_back(pid);
  }
  return pids;
}

std::vector<pid_t> ProcessWatch::Running() {
  return RunningIf([](const Known& /*known*/) { return true; });
}

std::vector<pid_t> ProcessWatch::RunningWithClient() {
  return RunningIf(
      [](const Known& known) { return !known.looked_into || !known.seen.bound.clients.empty(); });
}

}  // namespace dbspan::cli
