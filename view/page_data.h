#pragma once

#include <cstddef>
#include <string>

#include "view/picture.h"

namespace dbspan::view {

struct PageLimits {
  std::size_t spans = 200'000;  ///< Beyond it, whole traces are left out; sums and findings stay.
};

/// The data of the page in its container (docs/view-data.md).
std::string PageData(const Picture& picture, const PageLimits& limits = {});

}  // namespace dbspan::view
