#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "view/top_rows.h"

namespace dbspan::view {

/// A column of the live table.
struct TopColumn {
  std::string heading;
  std::function<std::string(const TopRow&)> cell;
  std::size_t width = 0;
};

/// Returns the columns from left to right. If the width does not suffice, the last ones are
/// removed.
std::vector<TopColumn> ColumnsOf(double seconds, double total);

/// Returns a duration in milliseconds with three significant digits, without the unit.
std::string Milliseconds(double nanoseconds);

}  // namespace dbspan::view
