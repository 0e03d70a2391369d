#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "view/picture.h"

namespace dbspan::view {

/// How the lines of a tree are chosen.
struct TreeOptions {
  std::size_t lines = 40;  ///< At most so many; failed ones first, then findings, then the slowest.
  std::size_t fold = 5;    ///< So many equal siblings in a row become one line.
};

/// One line of a tree: a row, or equal siblings that followed each other.
struct TreeLine {
  std::vector<std::uint32_t> rows;  ///< By start; empty for a pause.
  std::string branch;               ///< `│  ├─ `.
  std::int64_t pause = 0;  ///< Nanoseconds in which a process did nothing, instead of rows.
  /// What the whole width of the bar stands for: the trace, or the stretch between two pauses.
  std::int64_t scale_start = 0;
  std::int64_t scale_end = 0;
  bool over_all = false;  ///< Stands above several stretches: no bar.
};

/// The lines of a tree that are drawn, and how much was left out.
struct TreeLines {
  std::vector<TreeLine> lines;
  std::uint64_t operations_left_out = 0;
};

/// Folds and chooses. Siblings fold if they are operations of the same statement, in a row, without
/// children; those that failed, and the three slowest of those over five times the median, stay
/// lines of their own.
TreeLines LinesOf(const Picture& picture, const Tree& tree, const TreeOptions& options);

}  // namespace dbspan::view
