#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dbspan::redis {

/// What RedactCommand() must return, in steps and without a shortcut: reads all arguments, then
/// says what each of them is, then writes them byte by byte. What tests compare with.
std::string RedactInSteps(std::string_view wire, std::size_t limit);

}  // namespace dbspan::redis
