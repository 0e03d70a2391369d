#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "view/picture.h"

namespace dbspan::view {

/// Limits for the lines of a tree.
struct TreeOptions {
  std::size_t lines = 40;  ///< Limit; failed rows come first, then findings, then the slowest.
  std::size_t fold = 5;    ///< This many or more equal siblings in a row become one line.
};

/// One line of a tree: a row, consecutive equal siblings, or a pause.
struct TreeLine {
  std::vector<std::uint32_t> rows;  ///< In order of start; empty for a pause.
  std::string branch;               ///< `│  ├─ `.
  std::int64_t pause = 0;           ///< Length of a pause, in nanoseconds.
  /// Time range of the whole width of the bar: the trace, or the stretch between two pauses.
  std::int64_t scale_start = 0;
  std::int64_t scale_end = 0;
  bool over_all = false;  ///< The rows below belong to several stretches, so it has no bar.
};

/// The lines of a tree that are drawn, and the number of operations left out.
struct TreeLines {
  std::vector<TreeLine> lines;
  std::uint64_t operations_left_out = 0;
};

/// Folds equal siblings and chooses the lines to draw. Consecutive siblings fold if they are
/// operations of the same statement without children. Failed ones keep a line of their own, and so
/// do the three slowest that took more than five times the median.
TreeLines LinesOf(const Picture& picture, const Tree& tree, const TreeOptions& options);

}  // namespace dbspan::view
