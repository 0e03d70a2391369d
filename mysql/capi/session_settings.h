#pragma once

#include <mysql.h>

#include "dbspan/sql_settings.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What is known of the settings of one connection, without a round trip. Used only by the thread
/// that uses the connection.
///
/// The server's answers contain flags for NO_BACKSLASH_ESCAPES and, with MariaDB, ANSI_QUOTES.
/// They are wrong after a routine, a trigger or SET STATEMENT that changed sql_mode, because the
/// server restores the mode at their end, but not the flags. Before the first answer they lack
/// what init_connect set, and an error does not contain them. Therefore only sessions in which no
/// flag was ever set are taken to have the default of both settings; else they are unknown.
class SessionSettings {
 public:
  /// Returns the settings with which the server will read the next text.
  SqlSettings BeforeText(const MYSQL& connection, System system) noexcept;
  /// Looks at the flags of an answer.
  void OnAnswer(const MYSQL& connection) noexcept;
  /// Another session begins, or the server discards the settings of this one.
  void Restart() noexcept { answered_ = false; }

 private:
  bool doubtful_ = false;  // a flag was set at some time
  bool answered_ = false;  // the session answered, or will have before the next text
  unsigned long session_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
