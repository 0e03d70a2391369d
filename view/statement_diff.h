#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "view/aggregates.h"
#include "view/terminal_text.h"

namespace dbspan::view {

/// A statement in two runs; either side may be missing.
struct StatementChange {
  const Statement* before = nullptr;
  const Statement* after = nullptr;
  std::string label;
};

/// Pairs statements by system and text (not by service, which may be named otherwise), the largest
/// change of total time first.
std::vector<StatementChange> CompareStatements(const Aggregates& before, const Aggregates& after);

/// A table: new and gone statements, counts and p95 before → after. Statements whose count is the
/// same and whose p95 changed by less than a tenth are only counted, unless `rows` allows all.
std::string DrawChanges(const std::vector<StatementChange>& changes, const Look& look, bool all);

}  // namespace dbspan::view
