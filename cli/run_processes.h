#pragma once

#include <vector>

#include "cli/process_watch.h"
#include "view/process_facts.h"

namespace dbspan::cli {

/// Joins what is known of the processes of a run: `root` is the program that was started, `others`
/// come from their ring files. Each gets a span: below that of its parent, else of the program.
std::vector<view::ProcessFacts> JoinProcesses(view::ProcessFacts root,
                                              std::vector<view::ProcessFacts> others);

/// Says how the processes after the first one ended, where it is known: as they were watched, else
/// by the exit code that they left.
void AddEnds(const std::vector<WatchedProcess>& watched,
             std::vector<view::ProcessFacts>& processes);

}  // namespace dbspan::cli
