#pragma once

#include <libpq-fe.h>

#include <string_view>

#include "dbspan/sql_settings.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the session settings that affect how `sql` is read. libpq has them without a round trip:
/// the server reports standard_conforming_strings and client_encoding whenever they change.
SqlSettings SettingsFor(std::string_view sql, const PGconn& connection) noexcept;

/// Tells whether session settings affect how `sql` is read.
bool DependsOnSettings(std::string_view sql) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
