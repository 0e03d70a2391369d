#include "cli/run_processes.h"

#include <sys/wait.h>

#include <algorithm>
#include <utility>

#include "cli/child_process.h"
#include "cli/run_environment.h"

namespace dbspan::cli {
namespace {

// Merges the entries with the same process: one that executed another program has a ring file per
// program. Keeps the data of the last program and the earliest start.
std::vector<view::ProcessFacts> OnePerProcess(std::vector<view::ProcessFacts> all) {
  std::vector<view::ProcessFacts> joined;
  for (view::ProcessFacts& process : all) {
    const auto same = std::find_if(joined.begin(), joined.end(), [&process](const auto& earlier) {
      return earlier.pid == process.pid && earlier.span == process.span && process.span != 0;
    });
    if (same == joined.end()) {
      joined.push_back(std::move(process));
      continue;
    }
    process.started = std::min(process.started, same->started);
    *same = std::move(process);
  }
  return joined;
}

}  // namespace

std::vector<view::ProcessFacts> JoinProcesses(view::ProcessFacts root,
                                              std::vector<view::ProcessFacts> others) {
  others = OnePerProcess(std::move(others));
  const auto own = std::find_if(others.begin(), others.end(),
                                [&root](const auto& process) { return process.pid == root.pid; });
  if (own != others.end()) {
    root.name = own->name;
    root.parent = own->parent;
    root.notes.insert(root.notes.begin(), own->notes.begin(), own->notes.end());
    others.erase(own);
  }
  std::vector<view::ProcessFacts> joined{std::move(root)};
  for (view::ProcessFacts& process : others) {
    process.trace = joined[0].trace;
    if (process.span == 0) process.span = NewSpanId();
    joined.push_back(std::move(process));
  }
  for (std::size_t i = 1; i < joined.size(); ++i) {
    joined[i].parent_span = joined[0].span;
    for (const view::ProcessFacts& above : joined) {
      if (above.pid == joined[i].parent) joined[i].parent_span = above.span;
    }
  }
  return joined;
}

void AddEnds(const std::vector<WatchedProcess>& watched,
             std::vector<view::ProcessFacts>& processes) {
  for (std::size_t i = 1; i < processes.size(); ++i) {
    view::ProcessFacts& process = processes[i];
    for (const WatchedProcess& seen : watched) {
      if (seen.pid != process.pid || !seen.wait_status) continue;
      const int status = *seen.wait_status;
      process.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      process.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    }
    Ending ending;
    ending.code = process.exit_code;
    ending.signal = process.signal;
    if (ending.code >= 0 || ending.signal > 0) {
      process.outcome = ending.Text();
    } else if (process.duration >= 0) {
      process.outcome = "how it ended is not known";  // killed, before Linux 6.15
    }
  }
}

}  // namespace dbspan::cli
