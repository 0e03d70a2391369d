#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "view/aggregates.h"
#include "view/terminal_text.h"

namespace dbspan::view {

/// A statement in two runs; either pointer may be null.
struct StatementChange {
  const Statement* before = nullptr;
  const Statement* after = nullptr;
  std::string label;
};

/// Pairs the statements of two runs by system and text, the largest change of total time first. The
/// service is ignored, because it may have another name in the other run.
std::vector<StatementChange> CompareStatements(const Aggregates& before, const Aggregates& after);

/// Returns a table of new, missing and changed statements, with count and p95 before → after. If
/// `all` is false, statements with the same count and less than 10 % change of p95 are summarized
/// in one line.
std::string DrawChanges(const std::vector<StatementChange>& changes, const Look& look, bool all);

}  // namespace dbspan::view
