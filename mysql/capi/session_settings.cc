#include "mysql/capi/session_settings.h"

#include "dbspan/mysql/instrumentation.h"
#include "mysql/capi/real.h"
#include "mysql/character_set.h"
#include "mysql/describe.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool SetsFlag(const MYSQL& connection) noexcept {
  unsigned flags = SERVER_STATUS_NO_BACKSLASH_ESCAPES;
#ifdef SERVER_STATUS_ANSI_QUOTES
  flags |= SERVER_STATUS_ANSI_QUOTES;
#endif
  return (connection.server_status & flags) != 0;
}

// MySQL's servers never set the flag of ANSI_QUOTES.
Setting AnsiQuotes(System system) noexcept {
#ifdef SERVER_STATUS_ANSI_QUOTES
  return system == kMariaDb ? Setting::kOff : Setting::kUnknown;
#else
  static_cast<void>(system);
  return Setting::kUnknown;
#endif
}

}  // namespace

SqlSettings SessionSettings::BeforeText(const MYSQL& connection, System system) noexcept {
  OnAnswer(connection);
  const bool answered = answered_ && session_ == connection.thread_id;
  answered_ = true;
  session_ = connection.thread_id;
  SqlSettings settings;
  settings.ascii_in_characters =
      AsciiInCharacters(real::mysql_character_set_name(const_cast<MYSQL*>(&connection)));
  const bool failed = connection.net.last_errno != 0;
  if (!answered || doubtful_ || failed) return settings;
  settings.backslash_escapes = Setting::kOn;
  settings.ansi_quotes = AnsiQuotes(system);
  return settings;
}

void SessionSettings::OnAnswer(const MYSQL& connection) noexcept {
  doubtful_ = doubtful_ || SetsFlag(connection);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
