#pragma once

#include <mysql.h>

#include "dbspan/mysql/instrumentation.h"
#include "dbspan/sql_settings.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The settings of one connection, as far as they are known without a round trip. Used only by the
/// thread that uses the connection.
///
/// The server's answers contain flags for NO_BACKSLASH_ESCAPES and, with MariaDB, ANSI_QUOTES.
/// They are wrong after a routine, a trigger or SET STATEMENT that changed sql_mode, because the
/// server restores the mode at their end, but not the flags. Before the first answer they lack
/// what init_connect set, and an error does not contain them. Therefore only sessions in which no
/// flag was ever set are taken to have the default of both settings; else they are unknown.
class SessionSettings {
 public:
  /// Returns the settings with which the server would read a text now.
  SqlSettings Now(const MYSQL& connection, System system) noexcept {
    SqlSettings settings;
    settings.ascii_in_characters = CharactersOf(connection);
    const bool answered = answered_ && session_ == connection.thread_id;
    const bool failed = connection.net.last_errno != 0;
    if (!answered || doubtful_ || SetsFlag(connection) || failed) return settings;
    settings.backslash_escapes = Setting::kOn;
    settings.ansi_quotes = AnsiQuotes(system);
    return settings;
  }
  /// Notes that a text is sent now.
  void OnSentText(const MYSQL& connection) noexcept {
    OnAnswer(connection);
    answered_ = true;
    session_ = connection.thread_id;
  }
  /// Returns the settings with which the server will read the next text, which is sent now.
  SqlSettings BeforeText(const MYSQL& connection, System system) noexcept {
    const SqlSettings settings = Now(connection, system);
    OnSentText(connection);
    return settings;
  }
  /// Looks at the flags of an answer.
  void OnAnswer(const MYSQL& connection) noexcept { doubtful_ = doubtful_ || SetsFlag(connection); }
  /// Another session begins, or the server discards the settings of this one.
  void Restart() noexcept { answered_ = false; }

 private:
  static bool SetsFlag(const MYSQL& connection) noexcept {
    unsigned flags = SERVER_STATUS_NO_BACKSLASH_ESCAPES;
#ifdef SERVER_STATUS_ANSI_QUOTES
    flags |= SERVER_STATUS_ANSI_QUOTES;
#endif
    return (connection.server_status & flags) != 0;
  }
  // MySQL's servers never set the flag of ANSI_QUOTES.
  static Setting AnsiQuotes([[maybe_unused]] System system) noexcept {
#ifdef SERVER_STATUS_ANSI_QUOTES
    return system == kMariaDb ? Setting::kOff : Setting::kUnknown;
#else
    return Setting::kUnknown;
#endif
  }
  /// Tells whether characters of several bytes contain bytes of ASCII characters in the
  /// connection's character set.
  Setting CharactersOf(const MYSQL& connection) noexcept {
    if (connection.charset != charset_ || charset_ == nullptr) ReadCharset(connection);
    return characters_;
  }
  void ReadCharset(const MYSQL& connection) noexcept;

  const void* charset_ = nullptr;           // the client's description; never freed or changed
  Setting characters_ = Setting::kUnknown;  // of `charset_`
  bool doubtful_ = false;                   // a flag was set at some time
  bool answered_ = false;  // the session answered, or will have before the next text
  unsigned long session_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
