// What may change how the server reads a text, in ways that its answers do not tell: after each of
// these, no literal may be recorded, whatever the server takes for one.
#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::TestParamInfo;

constexpr const char* kSecret = "zqsecret";

/// Texts that contain `zqsecret` in a literal, each with one reading or another.
const std::vector<std::string> kTexts = {
    "SELECT 'it\\'s zqsecret'",
    "SELECT \"zqsecret\"",
    "SELECT \"it\\\"s zqsecret\"",
    "SELECT 'a\\', 'zqsecret', 'b\\'",
    "SELECT \"a\\\", 'zqsecret', \"b\\\"",
    "SELECT a FROM t WHERE b IN (SELECT \"zqsecret\")",
    "SELECT '\xE4\xB8\xAD\\', 'zqsecret', 'b'",
    "SELECT 1 AS \xE4\xB8\xAD`, 'zqsecret', 1 AS `x`",
    "SELECT 1 AS \xD6\xD0\xAD`, (SELECT 'zqsecret') AS `x`",
    "SELECT '\xFF\\', 'zqsecret', 'c'",
};

struct Change {
  std::string name;
  std::vector<std::string> statements;
  std::function<void(MYSQL*)> call = [](MYSQL*) {};
};

std::string NameOf(const TestParamInfo<Change>& change) { return change.param.name; }

const std::vector<Change> kChanges = {
    {"Nothing", {}},
    {"Set", {"SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'"}},
    {"SetAndBack", {"SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'", "SET sql_mode = ''"}},
    {"ARoutine",
     {"CREATE PROCEDURE zq_p() BEGIN SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'; DO 1; END",
      "CALL zq_p()"}},
    {"ARoutineThatFails",
     {"CREATE PROCEDURE zq_p() BEGIN SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SIGNAL SQLSTATE "
      "'45000'; END",
      "CALL zq_p()", "DO 1"}},
    {"ARoutineBack",
     {"CREATE PROCEDURE zq_p() BEGIN SET sql_mode = ''; DO 1; END",
      "SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'", "CALL zq_p()"}},
    {"AFunction",
     {"CREATE FUNCTION zq_f() RETURNS INT BEGIN SET sql_mode = 'NO_BACKSLASH_ESCAPES'; RETURN 1; "
      "END",
      "DO zq_f()"}},
    {"ATrigger",
     {"CREATE TABLE zq_t (a INT)",
      "CREATE TRIGGER zq_r BEFORE INSERT ON zq_t FOR EACH ROW SET sql_mode = "
      "'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'",
      "INSERT INTO zq_t VALUES (1)"}},
    {"ABlock", {"BEGIN NOT ATOMIC SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; END"}},
    {"AStatementsOwnMode",
     {"SET STATEMENT sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES' FOR DO 1"}},
    {"SetInAFailedStatement",
     {"SET sql_mode = 'NO_BACKSLASH_ESCAPES', PASSWORD FOR 'nobody'@'nowhere' = PASSWORD('x')"}},
    {"TwoStatementsInOneText",
     {"CREATE PROCEDURE zq_p() BEGIN SET sql_mode = ''; DO 1; END",
      "SET sql_mode = 'NO_BACKSLASH_ESCAPES'; CALL zq_p()"}},
    {"ResettingTheConnection",
     {"SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'"},
     [](MYSQL* connection) { mysql_reset_connection(connection); }},
    {"ResettingTheEncoding",
     {"SET NAMES gbk"},
     [](MYSQL* connection) { mysql_reset_connection(connection); }},
    {"AnEncodingThatIsNotReported", {"SET session_track_system_variables = ''", "SET NAMES gbk"}},
    {"AnEncodingInAFailedStatement",
     {"SET NAMES gbk, PASSWORD FOR 'nobody'@'nowhere' = PASSWORD('x')"}},
    {"AnEncoding", {"SET NAMES gbk"}},
};

class MySqlCApiSettingsTest : public MySqlCApiFixture,
                              public ::testing::WithParamInterface<Change> {
 protected:
  MySqlCApiSettingsTest() { Drop(); }
  ~MySqlCApiSettingsTest() override { Drop(); }

  /// Executes a text and reads all results. Returns whether the server accepted it.
  static bool Run(MYSQL* connection, const std::string& sql) {
    if (mysql_real_query(connection, sql.data(), sql.size()) != 0) return false;
    do {
      const Result result{mysql_store_result(connection)};
    } while (mysql_next_result(connection) == 0);
    return true;
  }
  /// Executes statements over a connection that is not traced.
  void RunQuietly(const std::vector<std::string>& statements) const {
    const SuppressInstrumentation quiet;
    const Connection other = Connect();
    for (const std::string& sql : statements) Run(other.get(), sql);
  }
  /// Executes a text that contains the secret, and checks what is recorded if the server takes the
  /// secret for a value. If not, the text is a mistake, whose words are shown.
  void ExpectNoSecret(MYSQL* connection, const std::string& sql) {
    telemetry_.Clear();
    const bool accepted = Run(connection, sql);
    const auto spans = telemetry_.Spans();
    EXPECT_THAT(spans, SizeIs(1));
    if (accepted) {
      EXPECT_THAT(::testing::PrintToString(spans), Not(HasSubstr(kSecret))) << sql;
    }
  }
  void ExpectNoSecretPrepared(MYSQL* connection, const std::string& sql) {
    telemetry_.Clear();
    const Statement statement{mysql_stmt_init(connection)};
    if (mysql_stmt_prepare(statement.get(), sql.data(), sql.size()) != 0) return;
    EXPECT_EQ(mysql_stmt_execute(statement.get()), 0);
    mysql_stmt_store_result(statement.get());
    const auto spans = telemetry_.Spans();
    EXPECT_THAT(spans, SizeIs(1));
    EXPECT_THAT(::testing::PrintToString(spans), Not(HasSubstr(kSecret))) << sql;
  }

  void Drop() const {
    RunQuietly({"DROP PROCEDURE IF EXISTS zq_p", "DROP FUNCTION IF EXISTS zq_f",
                "DROP TABLE IF EXISTS zq_t"});
  }
};

TEST_P(MySqlCApiSettingsTest, NoLiteralIsRecordedAfter) {
  for (const std::string& sql : GetParam().statements) Run(connection(), sql);
  GetParam().call(connection());
  for (const std::string& sql : kTexts) {
    ExpectNoSecret(connection(), sql);
    ExpectNoSecretPrepared(connection(), sql);
  }
}

TEST_P(MySqlCApiSettingsTest, NoLiteralIsRecordedDirectlyAfter) {
  for (const std::string& sql : kTexts) {
    const Connection other = Connect();
    Run(other.get(), "DO 1");
    for (const std::string& change : GetParam().statements) Run(other.get(), change);
    GetParam().call(other.get());
    ExpectNoSecret(other.get(), sql);
    Drop();
  }
}

INSTANTIATE_TEST_SUITE_P(Changes, MySqlCApiSettingsTest, ::testing::ValuesIn(kChanges), &NameOf);

/// A user for whom the server executes init_connect.
class MySqlCApiInitConnectTest : public MySqlCApiSettingsTest {
 protected:
  MySqlCApiInitConnectTest() {
    RunQuietly({"CREATE USER zq_user IDENTIFIED BY 'zq-password'", "GRANT SELECT ON *.* TO zq_user",
                "SET GLOBAL init_connect = \"" + GetParam().statements.front() + "\""});
  }
  ~MySqlCApiInitConnectTest() override {
    RunQuietly({"SET GLOBAL init_connect = ''", "DROP USER zq_user"});
  }
};

TEST_P(MySqlCApiInitConnectTest, NoLiteralIsRecordedAfter) {
  for (const std::string& sql : kTexts) {
    const Connection other{mysql_init(nullptr)};
    ASSERT_NE(mysql_real_connect(other.get(), server_.host.c_str(), "zq_user", "zq-password",
                                 nullptr, static_cast<unsigned>(server_.port), nullptr, 0),
              nullptr)
        << mysql_error(other.get());
    for (int i = 0; i < 3; ++i) {
      ExpectNoSecret(other.get(), sql);
    }
  }
}

const std::vector<Change> kInitConnects = {
    {"AMode", {"SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'"}},
    {"AnEmptyMode", {"SET sql_mode = ''"}},
    {"AnEncoding", {"SET NAMES gbk"}},
};
INSTANTIATE_TEST_SUITE_P(InitConnect, MySqlCApiInitConnectTest, ::testing::ValuesIn(kInitConnects),
                         &NameOf);

class MySqlCApiKnownSettingsTest : public MySqlCApiFixture {};

TEST_F(MySqlCApiKnownSettingsTest, BackslashesEscapeInASessionThatNeverChangedItsMode) {
  Query(R"(SELECT 'it\'s', a FROM t LIMIT 0)");
  Store();

  EXPECT_THAT(telemetry_.Spans().back(),
              HasAttribute("db.query.text", Text("SELECT ?, a FROM t LIMIT ?")));
}

TEST_F(MySqlCApiKnownSettingsTest, TheFirstStatementOfASessionIsShownAsFarAsAllModesAgree) {
  Connection other = Connect();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(mysql_query(other.get(), R"(SELECT 1, 'it\'s', 2)"), 0);
    const Result result{mysql_store_result(other.get())};
  }

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_THAT(spans[0], HasAttribute("db.query.text", Text("SELECT ?, ?")));
  EXPECT_THAT(spans[1], HasAttribute("db.query.text", Text("SELECT ?, ?, ?")));
}

TEST_F(MySqlCApiKnownSettingsTest, AfterAnotherModeAnOptionSaysHowToRead) {
  Reconnect([](Options& options) { options.backslash_escapes = false; });
  Query("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'");
  Query(R"(SELECT 'C:\', a FROM t LIMIT 0)");
  Store();

  EXPECT_THAT(telemetry_.Spans().back(),
              HasAttribute("db.query.text", Text("SELECT ?, a FROM t LIMIT ?")));
}

TEST_F(MySqlCApiKnownSettingsTest, DoubleQuotesAreOfLiteralsUnlessAnOptionSaysOtherwise) {
  Query("SET SESSION sql_mode = 'ANSI_QUOTES'");
  Query("UPDATE t SET b = \"b\"");
  EXPECT_THAT(telemetry_.Spans().back(), HasAttribute("db.query.text", Text("UPDATE t SET b = ?")));

  Reconnect([](Options& options) { options.ansi_quotes = true; });
  Query("SET SESSION sql_mode = 'ANSI_QUOTES'");
  Query("UPDATE t SET b = \"b\"");
  EXPECT_THAT(telemetry_.Spans().back(),
              HasAttribute("db.query.text", Text("UPDATE t SET b = \"b\"")));
}

}  // namespace
}  // namespace dbspan::test
