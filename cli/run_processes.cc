#include "cli/run_processes.h"

#include <algorithm>
#include <utility>

#include "cli/run_environment.h"

namespace dbspan::cli {

std::vector<view::ProcessFacts> JoinProcesses(view::ProcessFacts root,
                                              std::vector<view::ProcessFacts> others) {
  // A process that executed another program has a file for each; the last one is what it ended as.
  const auto own = std::find_if(others.rbegin(), others.rend(),
                                [&root](const auto& process) { return process.pid == root.pid; });
  if (own != others.rend()) {
    root.name = own->name;
    root.parent = own->parent;
    root.notes = std::move(own->notes);
    others.erase(std::prev(own.base()));
  }
  std::vector<view::ProcessFacts> joined{std::move(root)};
  for (view::ProcessFacts& process : others) {
    process.trace = joined[0].trace;
    process.span = NewSpanId();
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

}  // namespace dbspan::cli
