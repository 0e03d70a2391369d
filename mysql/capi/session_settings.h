#pragma once

#include <mysql.h>

#include "dbspan/sql_settings.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the session settings that the client library knows, without a round trip. Every answer
/// of the server reports NO_BACKSLASH_ESCAPES, and with MariaDB also ANSI_QUOTES. The character set
/// is the one that the application set or the server reported.
SqlSettings SettingsOf(const MYSQL& connection) noexcept;
/// Returns the same settings when the type of server is already known.
SqlSettings SettingsOf(const MYSQL& connection, System system) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
