#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dbspan::view {

/// Returns the keys of the live table in one line; `of_run`: with those that only `dbspan run
/// --top` has.
std::string TopKeysText(bool of_run);
/// Returns the lines that explain the keys.
std::vector<std::string> TopHelp(bool of_run);
/// Returns the last `room` lines of a program's output, cut to `width` cells.
std::vector<std::string> LastLinesOf(const std::string& output, std::size_t room,
                                     std::size_t width);

}  // namespace dbspan::view
