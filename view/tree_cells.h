#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "view/picture.h"
#include "view/terminal_text.h"
#include "view/tree_lines.h"

namespace dbspan::view {

/// The texts of one line of a tree, not yet cut to the width of their columns.
struct Cells {
  std::string name;
  std::string system;
  std::string bar;
  std::int64_t duration = -1;
  bool over_all = false;  ///< `time` uses the unit that fits it, not that of the column.
  std::string time;
  std::string result;
  Colour result_colour = Colour::kPlain;
};

/// Returns the texts of a line with a bar of `bar` cells; 0: without one.
Cells CellsOfLine(const Picture& picture, const Tree& tree, const TreeLine& line, std::size_t bar);

}  // namespace dbspan::view
