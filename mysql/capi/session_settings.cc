#include "mysql/capi/session_settings.h"

#include "dbspan/mysql/instrumentation.h"
#include "mysql/capi/real.h"
#include "mysql/character_set.h"
#include "mysql/describe.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

Setting AnsiQuotes(const MYSQL& connection, System system) noexcept {
#ifdef SERVER_STATUS_ANSI_QUOTES
  // MySQL's servers never set this flag.
  if (system != kMariaDb) return Setting::kUnknown;
  const bool on = (connection.server_status & SERVER_STATUS_ANSI_QUOTES) != 0;
  return on ? Setting::kOn : Setting::kOff;
#else
  static_cast<void>(connection);
  static_cast<void>(system);
  return Setting::kUnknown;
#endif
}

}  // namespace

SqlSettings SettingsOf(const MYSQL& connection) noexcept {
  const char* const version = connection.server_version;
  return SettingsOf(connection, SystemOf(version == nullptr ? "" : version));
}

SqlSettings SettingsOf(const MYSQL& connection, System system) noexcept {
  SqlSettings settings;
  const bool literal = (connection.server_status & SERVER_STATUS_NO_BACKSLASH_ESCAPES) != 0;
  settings.backslash_escapes = literal ? Setting::kOff : Setting::kOn;
  settings.ansi_quotes = AnsiQuotes(connection, system);
  settings.ascii_in_characters =
      AsciiInCharacters(real::mysql_character_set_name(const_cast<MYSQL*>(&connection)));
  return settings;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
