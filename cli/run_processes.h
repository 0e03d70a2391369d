#pragma once

#include <vector>

#include "view/process_facts.h"

namespace dbspan::cli {

/// Joins what is known of the processes of a run: `root` is the program that was started, `others`
/// come from their ring files. Each gets a span: below that of its parent, else of the program.
std::vector<view::ProcessFacts> JoinProcesses(view::ProcessFacts root,
                                              std::vector<view::ProcessFacts> others);

}  // namespace dbspan::cli
