#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "view/picture.h"

namespace dbspan::view {

/// The rows of a picture that a page contains, and their indices in the page.
struct PageRows {
  std::vector<std::uint32_t> trees;   ///< Indices of the trees in the page, in ascending order.
  std::vector<std::int32_t> row_of;   ///< For each row of the picture: its row in the page, or -1.
  std::vector<std::int32_t> tree_of;  ///< For each tree of the picture: its trace there, or -1.
  std::size_t rows = 0;
};

/// Chooses whole trees with at most `most` rows in all: first trees with findings or failures, then
/// the slowest, and for the last quarter of the rows others spread evenly over time.
PageRows ChooseRows(const Picture& picture, std::size_t most);

}  // namespace dbspan::view
