#pragma once

#include <libpq-fe.h>

#include <string_view>

#include "dbspan/sql_settings.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What libpq knows of the session, as far as it matters to the reading of `sql`: the server
/// reports standard_conforming_strings and client_encoding whenever they change. No round trip.
SqlSettings SettingsFor(std::string_view sql, const PGconn& connection) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
