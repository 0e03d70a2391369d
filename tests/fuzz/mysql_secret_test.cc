// The server executes or refuses random statements with secrets in all their literals and comments.
// No secret may be in anything that is exported: spans, events, measurements, log records, lines of
// the log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/fuzz/literal_soup.h"
#include "tests/fuzz/secret_statements.h"
#include "tests/mysql/capi/mysql_capi_fixture.h"
#include "tests/support/captured_log.h"

namespace dbspan::test {
namespace {

class MySqlSecretTest : public MySqlCApiFixture {
 protected:
  MySqlSecretTest() { Begin(); }

  /// Begins a new session with a random mode.
  void Begin() {
    Reconnect([](Options& options) {
      options.exceptions = ExceptionSignal::kEventsAndLogs;
      options.slow_threshold = std::chrono::nanoseconds{1};
      options.transaction_spans = true;
      options.connect_spans = true;
    });
    Query(
        "CREATE TEMPORARY TABLE secret_t (a INT PRIMARY KEY AUTO_INCREMENT, b VARCHAR(60) UNIQUE, "
        "c DATE, d DECIMAL(3, 1)) ENGINE=InnoDB");
    Query("SET lc_messages = '" + std::string{statements_.Below(3) == 0 ? "de_DE" : "en_US"} + "'");
    SecretStatements::Mode mode;
    switch (statements_.Below(5)) {
      case 0:
        Query("SET sql_mode = 'ANSI_QUOTES'");
        mode.ansi_quotes = true;
        break;
      case 1:
        Query("SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
        mode.backslash_escapes = false;
        break;
      case 2:  // the client does not learn of it
        Query("EXECUTE IMMEDIATE 'SET sql_mode = ''ANSI_QUOTES,NO_BACKSLASH_ESCAPES'''");
        mode = {true, false};
        break;
      default:
        break;
    }
    statements_.set_mode(mode);
    telemetry_.Clear();
  }
  void Run(const std::string& sql) {
    if (statements_.Below(4) == 0) {
      const Statement prepared{mysql_stmt_init(connection())};
      if (mysql_stmt_prepare(prepared.get(), sql.data(), sql.size()) == 0) {
        mysql_stmt_execute(prepared.get());
        mysql_stmt_store_result(prepared.get());
      }
      return;
    }
    if (Query(sql) != 0) return;
    do {
      const Result result = Store();
    } while (mysql_next_result(connection()) == 0);
  }
  /// Returns everything that was exported, and clears it.
  std::string TakeExported() {
    std::ostringstream text;
    for (const auto& span : telemetry_.Spans()) text << span;
    for (const auto& log : telemetry_.Logs()) text << log;
    for (const auto& point : telemetry_.Durations()) text << point;
    for (const auto& point : telemetry_.Rows()) text << point;
    telemetry_.Clear();
    return text.str();
  }

  SecretStatements statements_{Seed()};
  CapturedLog log_;
};

TEST_F(MySqlSecretTest, NoSecretOfAStatementIsExported) {
  std::size_t succeeded = 0;
  std::size_t quoted = 0;
  for (Budget budget{1200}; budget.Take();) {
    if (statements_.Below(40) == 0) Begin();
    statements_.Forget();
    const std::string sql =
        statements_.Below(3) == 0 ? statements_.Refused() : statements_.Harmless();

    Run(sql);

    const std::string message = mysql_error(connection());
    if (mysql_errno(connection()) == 0) ++succeeded;
    const std::string exported = TakeExported() + log_.Text();
    for (const std::string& secret : statements_.secrets()) {
      if (message.find(secret) != std::string::npos) ++quoted;
      EXPECT_EQ(exported.find(secret), std::string::npos) << secret << " of\n"
                                                          << sql << "\n"
                                                          << message << "\nis in\n"
                                                          << exported;
    }
    if (HasFailure()) break;
    if (mysql_errno(connection()) == 2006 || mysql_errno(connection()) == 2013) Begin();
    Query("XA END 'x'");
    Query("XA ROLLBACK 'x'");
    telemetry_.Clear();
  }

  RecordProperty("succeeded", static_cast<int>(succeeded));
  RecordProperty("quoted", static_cast<int>(quoted));
  EXPECT_GT(succeeded, 100U);
  EXPECT_GT(quoted, 50U) << "the messages of the server would not show a leak";
}

}  // namespace
}  // namespace dbspan::test
