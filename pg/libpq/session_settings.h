#pragma once

#include <libpq-fe.h>

#include <string_view>

#include "dbspan/sql_settings.h"

namespace dbspan::pg {

/// What libpq knows of the session, as far as it matters to the reading of `sql`: the server
/// reports standard_conforming_strings and client_encoding whenever they change. No round trip.
SqlSettings SettingsFor(std::string_view sql, const PGconn& connection) noexcept;

}  // namespace dbspan::pg
