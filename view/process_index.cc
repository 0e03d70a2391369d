#include "view/process_index.h"

#include <algorithm>
#include <tuple>

namespace dbspan::view {

ProcessIndex::ProcessIndex(const std::vector<ProcessFacts>& processes) {
  by_pid_.reserve(processes.size());
  for (const ProcessFacts& process : processes) by_pid_.push_back(&process);
  std::stable_sort(
      by_pid_.begin(), by_pid_.end(), [](const ProcessFacts* left, const ProcessFacts* right) {
        return std::tie(left->pid, left->started) < std::tie(right->pid, right->started);
      });
}

const ProcessFacts* ProcessIndex::Find(std::int64_t pid, std::int64_t time,
                                       const TraceId* trace) const {
  auto at = std::lower_bound(
      by_pid_.begin(), by_pid_.end(), pid,
      [](const ProcessFacts* process, std::int64_t number) { return process->pid < number; });
  const ProcessFacts* found = nullptr;
  std::tuple<bool, bool> best;  // of the trace, had begun
  for (; at != by_pid_.end() && (*at)->pid == pid; ++at) {
    const std::tuple<bool, bool> fit{trace != nullptr && (*at)->trace == *trace,
                                     (*at)->started <= time};
    // Among processes that had begun the latest, otherwise the first one.
    if (found != nullptr && (fit < best || (fit == best && !std::get<1>(fit)))) continue;
    found = *at;
    best = fit;
  }
  return found;
}

}  // namespace dbspan::view
