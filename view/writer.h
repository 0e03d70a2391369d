#pragma once

#include <functional>
#include <string_view>

namespace dbspan::view {

/// Receives an output in pieces.
using Writer = std::function<void(std::string_view)>;

}  // namespace dbspan::view
