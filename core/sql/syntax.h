#pragma once

#include <cstdint>

#include "dbspan/sql_settings.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// The lexical rules of a text. PostgreSQL: chapter 4.1 of its manual; MySQL: chapter 9 of its
/// manual, and MariaDB's "Lexical structure".
enum class Dialect : std::uint8_t { kPostgreSql, kMySql };

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

using detail::Dialect;

/// The rules by which a text is split into tokens: the dialect and the known settings of the
/// session.
struct Syntax {
  Dialect dialect = Dialect::kPostgreSql;
  SqlSettings settings;

  /// The syntax of a session whose settings are unknown.
  constexpr Syntax(Dialect speaks) noexcept : dialect(speaks) {}  // NOLINT(*-explicit-*)
  constexpr Syntax(Dialect speaks, const SqlSettings& known) noexcept
      : dialect(speaks), settings(known) {}
};

constexpr bool operator==(const Syntax& left, const Syntax& right) noexcept {
  return left.dialect == right.dialect && left.settings == right.settings;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
