#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "view/page_columns.h"
#include "view/picture.h"
#include "view/string_table.h"

namespace dbspan::view {

/// The rows of a picture that a page contains, and their indices in the page.
struct PageRows {
  std::vector<std::uint32_t> trees;   ///< Indices of the trees in the page, in ascending order.
  std::vector<std::int64_t> row_of;   ///< For each row of the picture: its row in the page, or -1.
  std::vector<std::int64_t> tree_of;  ///< For each tree of the picture: its trace there, or -1.
  std::size_t rows = 0;
};

/// Chooses whole trees with at most `most` rows in all: first trees with findings or failures, then
/// the slowest, and for the last quarter of the rows others spread evenly over time.
PageRows ChooseRows(const Picture& picture, std::size_t most);

/// Adds the columns of spans, events, attribute sets and traces to `columns`, their texts to
/// `strings` and the names of services to `services`. Times are relative to `base`.
/// `statement_number` maps a statement of the store to its index in the page.
void AddRowColumns(const Picture& picture, const PageRows& kept,
                   const std::vector<std::int32_t>& statement_number, std::int64_t base,
                   StringTable& strings, std::vector<std::string>& services, PageColumns& columns);

}  // namespace dbspan::view
