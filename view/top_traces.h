#pragma once

#include <string>
#include <vector>

#include "view/store.h"

namespace dbspan::view {

/// Returns a line for each of the slowest, the latest and the latest failed operation of a
/// statement, as far as they are different: `slowest  0.91 ms  12:03:11  below checkout  <trace
/// id>`. Looks at all spans of the store.
std::vector<std::string> DescribeTraces(const Store& store, std::int32_t statement);

}  // namespace dbspan::view
