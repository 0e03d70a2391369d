#pragma once

#include <vector>

#include "cli/process_watch.h"
#include "view/process_facts.h"

namespace dbspan::cli {

/// Merges the facts about the processes of a run: `root` is the started program, `others` were read
/// from ring files. Returns one entry per process, the program first. The parent of a process's
/// span is the span of its parent process, or else that of the program.
std::vector<view::ProcessFacts> JoinProcesses(view::ProcessFacts root,
                                              std::vector<view::ProcessFacts> others);

/// Sets the outcome of the processes after the first one, from the wait status of the watched
/// processes or from the exit code in the ring file, if one of them is known.
void AddEnds(const std::vector<WatchedProcess>& watched,
             std::vector<view::ProcessFacts>& processes);

}  // namespace dbspan::cli
