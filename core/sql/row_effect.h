#pragma once

#include <cstdint>
#include <string_view>

namespace dbspan::sql_text {

/// Whether a statement changes rows, as far as its first word tells.
enum class RowEffect : std::uint8_t {
  kNone,       ///< Reads, definitions, administration: a count of affected rows would mean nothing.
  kMayChange,  ///< `WITH …`: depends on the statement after it.
  kChanges,
};

RowEffect RowEffectOf(std::string_view text) noexcept;

}  // namespace dbspan::sql_text
