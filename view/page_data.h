#pragma once

#include <cstddef>
#include <string>

#include "view/picture.h"

namespace dbspan::view {

/// Traces beyond these limits are left out of a page, but not their sums and findings.
struct PageLimits {
  std::size_t spans = 200'000;
  std::size_t bytes = 25'000'000;  ///< Of the file.
  /// Of these spans, those of traces without findings and failures.
  std::size_t ordinary_spans = 200'000;
};

/// Returns the data of the page in the container format of docs/view-data.md.
std::string PageData(const Picture& picture, const PageLimits& limits = {});

/// Returns the same, compressed with gzip at a level from 1 (fast) to 9 (small). The container is
/// compressed while it is made, so that memory is needed only for the result, at most 25 MB, and
/// for the header.
std::string PackPageData(const Picture& picture, int level, const PageLimits& limits = {});

}  // namespace dbspan::view
