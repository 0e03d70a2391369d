#pragma once

#include <cstddef>
#include <cstdint>

namespace dbspan::view {

/// Returns true for characters that are invisible or change how others are shown, such as controls
/// and bidirectional marks.
bool IsHarmful(std::uint32_t code);

/// Returns the cells of a terminal that a character takes: 0, 1 or 2.
std::size_t CellsOf(std::uint32_t code);

}  // namespace dbspan::view
