#pragma once

#include <mysql.h>

#include "dbspan/sql_settings.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What the client library knows of the session. The server reports NO_BACKSLASH_ESCAPES with every
/// answer, MariaDB's ANSI_QUOTES too; the character set is the one that the library was told, or
/// that the server reported. No round trip.
SqlSettings SettingsOf(const MYSQL& connection) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
