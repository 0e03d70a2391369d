#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dbspan::view {

/// Returns the keys of the live table in one line.
std::string TopKeysText();
/// Returns the lines that explain the keys.
std::vector<std::string> TopHelp();
/// Returns the last `room` lines of a program's output, cut to `width` cells.
std::vector<std::string> LastLinesOf(const std::string& output, std::size_t room,
                                     std::size_t width);

}  // namespace dbspan::view
