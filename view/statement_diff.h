#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "view/aggregates.h"
#include "view/duration_histogram.h"
#include "view/terminal_text.h"

namespace dbspan::view {

/// Sums of one statement in a run, over all services. All are 0 if the run does not have it.
struct StatementSums {
  std::uint64_t count = 0;
  std::uint64_t failed = 0;
  DurationHistogram durations;  ///< Without unfinished operations.

  void Add(const Statement& statement);
};

/// A statement in two runs.
struct StatementChange {
  std::string label;
  std::string system;
  StatementSums before;
  StatementSums after;
};

/// Pairs the statements of two runs by system and text, the largest change of total time first. The
/// service is ignored, because it may have another name in the other run.
std::vector<StatementChange> CompareStatements(const Aggregates& before, const Aggregates& after);

/// Returns a table of new, missing and changed statements, with count and p95 before → after. If
/// `all` is false, statements with the same count and less than 10 % change of p95 are summarized
/// in one line. The last line compares the sums of all statements.
std::string DrawChanges(const std::vector<StatementChange>& changes, const Look& look, bool all);

}  // namespace dbspan::view
