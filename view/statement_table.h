#pragma once

#include <cstddef>
#include <string>

#include "view/picture.h"
#include "view/terminal_text.h"

namespace dbspan::view {

/// The statements with the most total time, one a line, with a heading; empty if there are none. At
/// most `rows` of them, and how many were left out. Columns go from the right where the width is
/// short.
std::string DrawStatements(const Picture& picture, const Look& look, std::size_t rows);

}  // namespace dbspan::view
