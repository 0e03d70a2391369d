#pragma once

#include <cstdint>
#include <vector>

#include "view/process_facts.h"

namespace dbspan::view {

/// Finds the facts about a process by its pid. Pids are used again, and containers and machines
/// have the same ones, so the time and the trace decide among several. The facts must outlive it.
class ProcessIndex {
 public:
  explicit ProcessIndex(const std::vector<ProcessFacts>& processes);

  /// Returns the process with this pid that had begun at `time` (Unix nanoseconds), the latest one
  /// of several; those of `trace` come first if it is given. Null if no process has this pid.
  const ProcessFacts* Find(std::int64_t pid, std::int64_t time,
                           const TraceId* trace = nullptr) const;

 private:
  std::vector<const ProcessFacts*> by_pid_;  ///< By pid and start.
};

}  // namespace dbspan::view
