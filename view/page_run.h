#pragma once

#include <cstdint>
#include <string>

#include "view/page_choice.h"
#include "view/picture.h"

namespace dbspan::view {

/// Returns the member `run` of a page's header: outcome, processes, notices, switches. Times are
/// relative to `base`.
std::string RunJson(const Picture& picture, const PageRows& kept, std::int64_t base);

}  // namespace dbspan::view
