#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "view/page_columns.h"
#include "view/picture.h"
#include "view/string_table.h"

namespace dbspan::view {

/// Which rows of a picture a page has, and their numbers there.
struct PageRows {
  std::vector<std::uint32_t> trees;   ///< Numbers of the trees that are kept, in order.
  std::vector<std::int64_t> row_of;   ///< By row of the picture: its number in the page, or -1.
  std::vector<std::int64_t> tree_of;  ///< The same for trees.
  std::size_t rows = 0;
};

/// Chooses whole trees up to `most` rows: those with findings and failures, then the slowest half
/// of what fits, then others evenly over the time.
PageRows ChooseRows(const Picture& picture, std::size_t most);

/// Writes the columns of spans, events, attribute sets and traces; texts go to `strings`, names of
/// services to `services`. Times count from `base`; `statement_number` has the page's by the
/// store's.
void AddRowColumns(const Picture& picture, const PageRows& kept,
                   const std::vector<std::int32_t>& statement_number, std::int64_t base,
                   StringTable& strings, std::vector<std::string>& services, PageColumns& columns);

}  // namespace dbspan::view
