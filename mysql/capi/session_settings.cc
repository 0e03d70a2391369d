#include "mysql/capi/session_settings.h"

#include <string_view>

#include "dbspan/mysql/instrumentation.h"
#include "mysql/capi/real.h"
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

Setting AsciiInCharacters(const MYSQL& connection) noexcept {
  const char* name = real::mysql_character_set_name(const_cast<MYSQL*>(&connection));
  if (name == nullptr) return Setting::kUnknown;
  // Fast path: the character set is nearly always utf8 or latin1.
  if (name[0] != 'b' && name[0] != 'c' && name[0] != 'g' && name[0] != 's') return Setting::kOff;
  for (const std::string_view mixed : {"big5", "cp932", "gb18030", "gbk", "sjis"}) {
    if (name == mixed) return Setting::kOn;
  }
  return Setting::kOff;
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
  settings.ascii_in_characters = AsciiInCharacters(connection);
  return settings;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
