#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Whether a statement changes rows, judged by its first word.
enum class RowEffect : std::uint8_t {
  kNone,       ///< Reads, definitions, administration: a count of affected rows has no meaning.
  kMayChange,  ///< `WITH …`: depends on the statement that follows.
  kChanges,
};

RowEffect RowEffectOf(std::string_view text) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
