#pragma once

#include <cstddef>
#include <string>

#include "view/picture.h"

namespace dbspan::view {

struct PageLimits {
  std::size_t spans = 200'000;  ///< Traces beyond it are left out, but not their sums and findings.
};

/// Returns the data of the page in the container format of docs/view-data.md.
std::string PageData(const Picture& picture, const PageLimits& limits = {});

}  // namespace dbspan::view
