#pragma once

#include <string_view>

#include "core/span/system_traits.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::string_view kSetUpOperations[] = {"SET", "USE", "CHANGE USER",
                                                        "RESET CONNECTION"};

/// Postgres, and servers that speak its protocol.
inline constexpr dbspan::detail::SystemTraits kTraits = [] {
  dbspan::detail::SystemTraits traits{"postgresql", "dbspan.pg", "PG"};
  traits.namespace_kind = dbspan::detail::NamespaceKind::kNameAndSchema;
  traits.set_up_operations = kSetUpOperations;
  return traits;
}();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
