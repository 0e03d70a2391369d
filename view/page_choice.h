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

/// Chooses whole trees with at most `most` rows in all. First come trees with findings or failures.
/// Of the others, with at most `ordinary` rows, the slowest are chosen, and for the last quarter
/// some that are spread evenly over time. A live picture gets the newest ones before them. If a
/// tree has more than a quarter of `ordinary` rows, `ordinary` is raised to four times its rows.
PageRows ChooseRows(const Picture& picture, std::size_t most, std::size_t ordinary);

}  // namespace dbspan::view
