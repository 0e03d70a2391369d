#pragma once

#include <cstdint>
#include <vector>

#include "view/page_choice.h"
#include "view/picture.h"

namespace dbspan::view {

/// Rows of the page to show as examples of a statement or an error; -1: the page has none.
struct Examples {
  std::int64_t slowest = -1;
  std::int64_t slowest_duration = -1;
  std::int64_t median = -1;
  std::int64_t median_distance = -1;
  std::int64_t failed = -1;
};

/// Returns the examples of each statement of the store.
std::vector<Examples> FindExamples(const Picture& picture, const PageRows& kept);

}  // namespace dbspan::view
