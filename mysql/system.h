#pragma once

#include <string_view>

#include "core/span/system_traits.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::string_view kSetUpOperations[] = {"SET", "USE", "CHANGE USER",
                                                        "RESET CONNECTION"};

constexpr detail::SystemTraits TraitsOf(std::string_view name) noexcept {
  detail::SystemTraits traits{name, "dbspan.mysql", "MYSQL"};
  traits.dialect = detail::Dialect::kMySql;
  traits.set_up_operations = kSetUpOperations;
  traits.show = detail::ShowKind::kAnything;
  return traits;
}

inline constexpr detail::SystemTraits kTraits = TraitsOf("mysql");
/// A system of its own for semconv, with the clients and the language of MySQL.
inline constexpr detail::SystemTraits kMariaDbTraits = TraitsOf("mariadb");

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
