#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dbspan::redis {

/// Reference implementation of RedactCommand() for tests. It works in separate steps without
/// shortcuts: reads all arguments, determines the kind of each, and writes them byte by byte.
std::string RedactInSteps(std::string_view wire, std::size_t limit);

}  // namespace dbspan::redis
