#pragma once

#include <cstddef>
#include <string>

#include "view/picture.h"
#include "view/terminal_text.h"

namespace dbspan::view {

/// Returns a table of the `rows` statements with the most total time, one per line, and the number
/// of statements left out; empty if there are no statements. If the width does not suffice, the
/// least important columns are left out.
std::string DrawStatements(const Picture& picture, const Look& look, std::size_t rows);

}  // namespace dbspan::view
