// Tests commands with functions of their own, and other kinds of connections and statements. The
// server's log shows which commands it received.
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MySqlServerCommandsTest : public MySqlCApiFixture {
 protected:
  std::vector<std::string> Operations() const {
    std::vector<std::string> operations;
    for (const RecordedSpan& span : telemetry_.Spans()) {
      const auto name = span.attributes.find("db.operation.name");
      const auto text = span.attributes.find("db.query.text");
      operations.push_back(
          std::get<std::string>((name == span.attributes.end() ? text : name)->second));
    }
    return operations;
  }
  std::string Scalar(const std::string& sql) const {
    const SuppressInstrumentation quiet;
    EXPECT_EQ(Query(sql), 0) << mysql_error(connection());
    const Result result = Store();
    MYSQL_ROW row = mysql_fetch_row(result.get());
    return row == nullptr || row[0] == nullptr ? "" : row[0];
  }
  /// Returns how many of these commands the server has counted since the last call.
  int Counted(const std::string& command) {
    const int all = std::atoi(
        Scalar(
            "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = '" +
            command + "'")
            .c_str());
    return all - std::exchange(counted_, all);
  }

  int counted_ = 0;
};

TEST_F(MySqlServerCommandsTest, TheFieldsOfATableAreAnOperationOnIt) {
  const Result fields{mysql_list_fields(connection(), "t", nullptr)};
  ASSERT_NE(fields, nullptr) << mysql_error(connection());
  EXPECT_EQ(mysql_num_fields(fields.get()), 2U);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("LIST FIELDS t"), SpanSucceeded(), SpanKindIsClient(),
                                KeepsTheContract(),
                                AttributesAre(With({{"db.operation.name", Text("LIST FIELDS")},
                                                    {"db.collection.name", Text("t")}})))));
}

TEST_F(MySqlServerCommandsTest, FieldsOfNoTableAreAnError) {
  EXPECT_EQ(mysql_list_fields(connection(), "there_is_no_such_table", nullptr), nullptr);
  EXPECT_EQ(mysql_errno(connection()), 1146U);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("1146")));
}

TEST_F(MySqlServerCommandsTest, CommandsWithoutTextHaveTheirNames) {
  ASSERT_NE(mysql_stat(connection()), nullptr);
  EXPECT_EQ(mysql_set_server_option(connection(), MYSQL_OPTION_MULTI_STATEMENTS_OFF), 0);
  EXPECT_EQ(mysql_ping(connection()), 0);
  mysql_dump_debug_info(connection());  // may fail: needs a privilege

  EXPECT_THAT(Operations(), ElementsAre("STATISTICS", "SET OPTION", "PING", "DEBUG"));
  EXPECT_THAT(telemetry_.Spans(), ::testing::Each(KeepsTheContract()));
}

TEST_F(MySqlServerCommandsTest, FunctionsThatSendStatementsHaveTheirText) {
  Result{mysql_list_dbs(connection(), nullptr)};
  Result{mysql_list_tables(connection(), nullptr)};
  EXPECT_EQ(mysql_set_character_set(connection(), "latin1"), 0);

  if (system_ == "mariadb") {
    EXPECT_THAT(Operations(), ElementsAre(::testing::StrCaseEq("show databases like ?"),
                                          ::testing::StrCaseEq("show tables like ?"),
                                          ::testing::StartsWith("SET NAMES")));
  }
}

#ifdef MARIADB_BASE_VERSION
TEST_F(MySqlServerCommandsTest, TheProcessListHasItsRows) {
  const Result processes{mysql_list_processes(connection())};
  if (system_ == "mysql" && processes == nullptr) {  // MySQL 9 has removed the command
    EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("1047")));
    return;
  }
  ASSERT_NE(processes, nullptr) << mysql_error(connection());

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(HasAttribute("db.operation.name", Text("PROCESS INFO")),
                        Returned(static_cast<std::int64_t>(mysql_num_rows(processes.get()))))));
}

TEST_F(MySqlServerCommandsTest, TheServerGotWhatWasRecorded) {
  if (system_ != "mariadb") return;  // MySQL has no such table of counters
  Counted("COM_SHOW_FIELDS");
  for (int i = 0; i < 5; ++i) Result{mysql_list_fields(connection(), "t", nullptr)};
  const int recorded = static_cast<int>(telemetry_.Spans().size());

  EXPECT_EQ(Counted("COM_SHOW_FIELDS"), recorded);
  EXPECT_EQ(recorded, 5);
}

TEST_F(MySqlServerCommandsTest, NonBlockingTheyAreTheSame) {
  Connection connection{mysql_init(nullptr)};
  mysql_options(connection.get(), MYSQL_OPT_NONBLOCK, nullptr);
  ASSERT_NE(Open(connection.get(), server_.port), nullptr);
  telemetry_.Clear();
  const auto wait = [&](auto&& result, int status, auto&& go_on) {
    while (status != 0) {
      usleep(1000);
      status = go_on(&result, connection.get(), status);
    }
  };
  MYSQL_RES* fields = nullptr;
  wait(fields, mysql_list_fields_start(&fields, connection.get(), "nothing", nullptr),
       &mysql_list_fields_cont);
  EXPECT_EQ(fields, nullptr);
  const char* words = nullptr;
  wait(words, mysql_stat_start(&words, connection.get()), &mysql_stat_cont);
  EXPECT_NE(words, nullptr);
  int failed = 1;
  wait(failed,
       mysql_set_server_option_start(&failed, connection.get(), MYSQL_OPTION_MULTI_STATEMENTS_ON),
       &mysql_set_server_option_cont);
  EXPECT_EQ(failed, 0);

  EXPECT_THAT(Operations(), ElementsAre("LIST FIELDS", "STATISTICS", "SET OPTION"));
  EXPECT_THAT(telemetry_.Spans().at(0), SpanFailedWith("1146"));
}
#endif

TEST_F(MySqlServerCommandsTest, AnErrorOfSomethingElseIsNotThatOfTheStream) {
  ASSERT_EQ(Query("SELECT a FROM t ORDER BY a"), 0);
  const Result rows = Use();
  ASSERT_NE(mysql_fetch_row(rows.get()), nullptr);
  EXPECT_NE(mysql_set_character_set(connection(), "there_is_no_such_set"), 0);
  const unsigned error = mysql_errno(connection());
  EXPECT_NE(error, 0U);
  EXPECT_NE(error, 2014U);
  int read = 1;
  while (mysql_fetch_row(rows.get()) != nullptr) ++read;

  EXPECT_EQ(read, 3);
  EXPECT_EQ(mysql_errno(connection()), error);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanSucceeded(), Returned(3))));
}

TEST_F(MySqlServerCommandsTest, AnErrorOfTheStreamIsItsOwnAfterARefusedStatement) {
  ASSERT_EQ(Query("SELECT 1" + TenToThe(6)), 0) << mysql_error(connection());
  const Result rows = Use();
  ASSERT_NE(mysql_fetch_row(rows.get()), nullptr);
  EXPECT_NE(Query("SELECT 2"), 0);
  KillConnection();
  while (mysql_fetch_row(rows.get()) != nullptr) {
  }

  const auto spans = telemetry_.Spans();
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_THAT(spans[0], SpanFailedWith("2014"));
  EXPECT_THAT(spans[1], SpanFailedWith(std::to_string(mysql_errno(connection())).c_str()));
  EXPECT_NE(mysql_errno(connection()), 2014U);
}

TEST_F(MySqlServerCommandsTest, SwitchingAutocommitIsPartOfTransactions) {
  const std::string with_nul{"SET AUTOCOMMIT=0\0", 17};
  EXPECT_EQ(Query(with_nul), 0);
  EXPECT_EQ(Query("SET @@session.autocommit = 1"), 0);
  EXPECT_EQ(Query(std::string{"COMMIT\0", 7}), 0);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());

  Reconnect([](Options& options) { options.transaction_spans = true; });
  EXPECT_EQ(Query(with_nul), 0);
  EXPECT_EQ(Query(std::string{"COMMIT\0", 7}), 0);
  EXPECT_THAT(Operations(), ElementsAre("SET AUTOCOMMIT=?", "COMMIT"));
}

class MySqlLoadDataTest : public MySqlServerCommandsTest {
 protected:
  MySqlLoadDataTest() {
    std::ofstream{file_} << "11\televen\n12\ttwelve\n13\tthirteen\n";
    connection_.reset(mysql_init(nullptr));
    unsigned on = 1;
    mysql_options(connection(), MYSQL_OPT_LOCAL_INFILE, &on);
    EXPECT_NE(Open(connection(), server_.port), nullptr) << mysql_error(connection());
    allowed_ = Scalar("SELECT @@local_infile") == "1";
    Query("CREATE TEMPORARY TABLE t (a INT PRIMARY KEY, b VARCHAR(50))");
    telemetry_.Clear();
  }
  ~MySqlLoadDataTest() override { std::filesystem::remove(file_); }

  std::string Load() const {
    return "LOAD DATA LOCAL INFILE '" + file_.string() + "' INTO TABLE t";
  }

  const std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("dbspan-load-" + std::to_string(getpid()));
  bool allowed_ = false;
};

TEST_F(MySqlLoadDataTest, AFileThatTheClientSendsIsOneStatement) {
  EXPECT_EQ(Query(Load()) == 0, allowed_) << mysql_error(connection());

  const auto spans = telemetry_.Spans();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_THAT(spans[0],
              HasAttribute("db.query.text", Text("LOAD DATA LOCAL INFILE ? INTO TABLE t")));
  if (!allowed_) return;
  EXPECT_THAT(spans[0], AllOf(SpanSucceeded(), HasAttribute("dbspan.affected_rows", Number(3))));
}

TEST_F(MySqlLoadDataTest, AFileThatIsMissingIsItsError) {
  std::filesystem::remove(file_);
  EXPECT_NE(Query(Load()), 0);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(SpanFailedWith(std::to_string(mysql_errno(connection())).c_str())));
}

// The handler is application code, so the statements that it executes are recorded.
TEST_F(MySqlLoadDataTest, WhatAHandlerAsksIsRecordedAsWell) {
  if (!allowed_) return;
  static MYSQL* other = nullptr;
  static int given = 0;
  const Connection second = Connect();
  other = second.get();
  given = 0;
  telemetry_.Clear();
  mysql_set_local_infile_handler(
      connection(),
      [](void** data, const char* /*name*/, void* /*own*/) {
        *data = nullptr;
        EXPECT_EQ(mysql_query(other, "DO 1"), 0);
        return 0;
      },
      [](void* /*data*/, char* buffer, unsigned size) {
        const char row[] = "21\tone\n";
        if (given++ != 0 || size < sizeof row) return 0;
        std::memcpy(buffer, row, sizeof row - 1);
        return static_cast<int>(sizeof row) - 1;
      },
      [](void* /*data*/) {}, [](void* /*data*/, char* /*text*/, unsigned /*size*/) { return 0; },
      nullptr);
  EXPECT_EQ(Query(Load()), 0) << mysql_error(connection());

  EXPECT_THAT(Operations(), ElementsAre("DO ?", "LOAD DATA LOCAL INFILE ? INTO TABLE t"));
  EXPECT_THAT(telemetry_.Spans().at(1), HasAttribute("dbspan.affected_rows", Number(1)));
}

TEST_F(MySqlServerCommandsTest, ACompressedConnectionIsLikeAnyOther) {
  Connection compressed{mysql_init(nullptr)};
  mysql_options(compressed.get(), MYSQL_OPT_COMPRESS, nullptr);
  ASSERT_NE(Open(compressed.get(), server_.port), nullptr) << mysql_error(compressed.get());
  connection_ = std::move(compressed);
  const std::string schema = system_ == "mysql" ? "performance_schema" : "information_schema";
  EXPECT_EQ(Scalar("SELECT variable_value FROM " + schema +
                   ".session_status WHERE variable_name = 'COMPRESSION'"),
            "ON");
  telemetry_.Clear();

  ASSERT_EQ(Query("SELECT REPEAT('x', 100000)"), 0) << mysql_error(connection());
  const Result result = Store();
  EXPECT_NE(Query("SELECT nothing"), 0);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanSucceeded(), Returned(1),
                                AttributesAre(With({{"db.query.text", Text("SELECT REPEAT(?, ?)")},
                                                    {"db.query.summary", Text("SELECT")},
                                                    {"db.response.returned_rows", Number(1)}}))),
                          SpanFailedWith("1054")));
}

TEST_F(MySqlServerCommandsTest, AnEncryptedConnectionIsLikeAnyOther) {
  Reconnect([](Options& options) { options.connect_spans = true; });
  Connection encrypted{mysql_init(nullptr)};
#ifdef MARIADB_BASE_VERSION
  const my_bool on = 1;
  const my_bool off = 0;
  mysql_options(encrypted.get(), MYSQL_OPT_SSL_ENFORCE, &on);
  mysql_options(encrypted.get(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &off);
#else
  const unsigned mode = SSL_MODE_REQUIRED;
  mysql_options(encrypted.get(), MYSQL_OPT_SSL_MODE, &mode);
#endif
  telemetry_.Clear();
  ASSERT_NE(Open(encrypted.get(), server_.port), nullptr) << mysql_error(encrypted.get());
  ASSERT_NE(mysql_get_ssl_cipher(encrypted.get()), nullptr);
  connection_ = std::move(encrypted);

  ASSERT_EQ(Query("SELECT REPEAT('x', 100000)"), 0) << mysql_error(connection());
  const Result result = Store();
  EXPECT_NE(Query("SELECT nothing"), 0);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("CONNECT " + server_.database), SpanSucceeded(),
                                AttributesAre(With({{"db.operation.name", Text("CONNECT")}}))),
                          AllOf(SpanSucceeded(), Returned(1),
                                AttributesAre(With({{"db.query.text", Text("SELECT REPEAT(?, ?)")},
                                                    {"db.query.summary", Text("SELECT")},
                                                    {"db.response.returned_rows", Number(1)}}))),
                          SpanFailedWith("1054")));
}

}  // namespace
}  // namespace dbspan::test
