#pragma once

#include <string_view>

#include "core/span/system_traits.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::string_view kSetUpOperations[] = {"SET", "USE", "CHANGE USER",
                                                        "RESET CONNECTION"};

constexpr dbspan::detail::SystemTraits TraitsOf(std::string_view name) noexcept {
  dbspan::detail::SystemTraits traits{name, "dbspan.mysql", "MYSQL"};
  traits.dialect = dbspan::detail::Dialect::kMySql;
  traits.set_up_operations = kSetUpOperations;
  traits.show = dbspan::detail::ShowKind::kAnything;
  return traits;
}

inline constexpr dbspan::detail::SystemTraits kTraits = TraitsOf("mysql");
/// MariaDB: a separate system in semconv, with the clients and the SQL dialect of MySQL.
inline constexpr dbspan::detail::SystemTraits kMariaDbTraits = TraitsOf("mariadb");

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
