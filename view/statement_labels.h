#pragma once

#include <string>
#include <vector>

#include "view/statement.h"

namespace dbspan::view {

/// Returns one label per statement, unique within its system and service where the texts differ:
/// the summary; if another statement has the same, the summary with the condition
/// (`SELECT stock WHERE id = ?`); if that is ambiguous too, the whole text.
std::vector<std::string> DistinctLabels(const std::vector<Statement>& statements);

}  // namespace dbspan::view
