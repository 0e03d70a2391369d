// Tests that every call that fails because its connection was never opened, was closed or was lost
// has one span with its error.
#include <functional>
#include <string>
#include <vector>

#include "dbspan/switches.h"
#include "tests/mysql/capi/mysql_capi_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A call that sends a command to the server. Returns the number of its error; 0: it succeeded.
struct ConnectionCall {
  const char* name;
  std::function<unsigned(MYSQL*)> call;
};

unsigned ErrorIf(bool failed, MYSQL* connection) { return failed ? mysql_errno(connection) : 0; }
unsigned ErrorIf(bool failed, const Statement& statement) {
  return failed ? mysql_stmt_errno(statement.get()) : 0;
}

const std::vector<ConnectionCall>& ConnectionCalls() {
  static const std::vector<ConnectionCall> calls{
      {"mysql_query", [](MYSQL* c) { return ErrorIf(mysql_query(c, "SELECT 1 FROM t") != 0, c); }},
      {"mysql_real_query",
       [](MYSQL* c) { return ErrorIf(mysql_real_query(c, "SELECT 1", 8) != 0, c); }},
      {"mysql_send_query",
       [](MYSQL* c) {
         const bool failed =
             mysql_send_query(c, "SELECT 1", 8) != 0 || mysql_read_query_result(c) != 0;
         return ErrorIf(failed, c);
       }},
      {"mysql_commit", [](MYSQL* c) { return ErrorIf(mysql_commit(c) != 0, c); }},
      {"mysql_rollback", [](MYSQL* c) { return ErrorIf(mysql_rollback(c) != 0, c); }},
      {"mysql_autocommit", [](MYSQL* c) { return ErrorIf(mysql_autocommit(c, 0) != 0, c); }},
      {"mysql_ping", [](MYSQL* c) { return ErrorIf(mysql_ping(c) != 0, c); }},
      {"mysql_select_db", [](MYSQL* c) { return ErrorIf(mysql_select_db(c, "d") != 0, c); }},
      {"mysql_reset_connection",
       [](MYSQL* c) { return ErrorIf(mysql_reset_connection(c) != 0, c); }},
      {"mysql_change_user",
       [](MYSQL* c) { return ErrorIf(mysql_change_user(c, "u", "p", "d") != 0, c); }},
      {"mysql_list_fields",
       [](MYSQL* c) { return ErrorIf(mysql_list_fields(c, "t", nullptr) == nullptr, c); }},
      {"mysql_list_dbs",
       [](MYSQL* c) { return ErrorIf(mysql_list_dbs(c, nullptr) == nullptr, c); }},
      {"mysql_list_tables",
       [](MYSQL* c) { return ErrorIf(mysql_list_tables(c, nullptr) == nullptr, c); }},
      {"mysql_list_processes",
       [](MYSQL* c) { return ErrorIf(mysql_list_processes(c) == nullptr, c); }},
      {"mysql_stat",
       [](MYSQL* c) {
         mysql_stat(c);
         return mysql_errno(c);
       }},
      {"mysql_kill", [](MYSQL* c) { return ErrorIf(mysql_kill(c, 1) != 0, c); }},
      {"mysql_set_character_set",
       [](MYSQL* c) { return ErrorIf(mysql_set_character_set(c, "utf8mb4") != 0, c); }},
      {"mysql_dump_debug_info", [](MYSQL* c) { return ErrorIf(mysql_dump_debug_info(c) != 0, c); }},
      {"mysql_set_server_option",
       [](MYSQL* c) {
         return ErrorIf(mysql_set_server_option(c, MYSQL_OPTION_MULTI_STATEMENTS_OFF) != 0, c);
       }},
      {"mysql_refresh", [](MYSQL* c) { return ErrorIf(mysql_refresh(c, REFRESH_TABLES) != 0, c); }},
      {"mysql_shutdown",
       [](MYSQL* c) { return ErrorIf(mysql_shutdown(c, SHUTDOWN_DEFAULT) != 0, c); }},
      {"mysql_stmt_prepare",
       [](MYSQL* c) {
         const Statement statement{mysql_stmt_init(c)};
         return ErrorIf(mysql_stmt_prepare(statement.get(), "SELECT 1", 8) != 0, statement);
       }},
      {"mysql_stmt_execute", [](MYSQL* c) {
         const Statement statement{mysql_stmt_init(c)};
         return ErrorIf(mysql_stmt_execute(statement.get()) != 0, statement);
       }}};
  return calls;
}

/// A call in which MariaDB's client writes to memory that it has freed, if the connection was lost
/// or never opened.
constexpr const char* kCorrupts = "mysql_change_user";

class MySqlCApiLostTest : public MySqlCApiFixture {
 protected:
  MySqlCApiLostTest() {
    Reconnect([](Options& options) { options.transaction_spans = true; });
  }

  /// Makes each call on a connection of its own. Returns the names of those that failed.
  std::vector<std::string> CallAll(const std::function<Connection()>& connect,
                                   const std::string& except) {
    std::vector<std::string> failed;
    for (const ConnectionCall& call : ConnectionCalls()) {
      if (call.name == except) continue;
      const Connection connection = connect();
      for (const char* time : {"first", "second"}) {
        telemetry_.Clear();
        const unsigned error = call.call(connection.get());
        if (error == 0) continue;
        failed.emplace_back(call.name);
        EXPECT_THAT(telemetry_.Spans(),
                    ElementsAre(AllOf(SpanFailedWith(std::to_string(error)), KeepsTheContract())))
            << call.name << ", the " << time << " time: " << mysql_error(connection.get());
      }
    }
    return failed;
  }
};

TEST_F(MySqlCApiLostTest, CallsOnAConnectionThatWasNeverOpenedHaveTheirError) {
  const auto failed = CallAll([] { return Connection{mysql_init(nullptr)}; }, kCorrupts);

  EXPECT_EQ(failed.size(), 2 * (ConnectionCalls().size() - 1));
}

TEST_F(MySqlCApiLostTest, CallsOnALostConnectionHaveTheirError) {
  const auto failed = CallAll(
      [this] {
        connection_ = Connect();
        KillConnection();
        return std::move(connection_);
      },
      kCorrupts);

  EXPECT_EQ(failed.size(), 2 * (ConnectionCalls().size() - 1));
}

/// A call that sends a prepared statement. Returns the number of its error.
struct StatementCall {
  const char* name;
  std::function<unsigned(MYSQL_STMT*)> call;
};

unsigned ErrorIf(bool failed, MYSQL_STMT* statement) {
  return failed ? mysql_stmt_errno(statement) : 0;
}

const std::vector<StatementCall>& StatementCalls() {
  static const std::vector<StatementCall> calls{
      {"mysql_stmt_execute", [](MYSQL_STMT* s) { return ErrorIf(mysql_stmt_execute(s) != 0, s); }},
      {"mysql_stmt_prepare",
       [](MYSQL_STMT* s) { return ErrorIf(mysql_stmt_prepare(s, "SELECT 2", 8) != 0, s); }},
#ifdef MARIADB_BASE_VERSION
      {"mariadb_stmt_execute_direct",
       [](MYSQL_STMT* s) {
         return ErrorIf(mariadb_stmt_execute_direct(s, "SELECT 3", 8) != 0, s);
       }},
#endif
  };
  return calls;
}

class MySqlCApiLostStatementTest : public MySqlCApiLostTest {
 protected:
  auto FailedHere(unsigned error) const {
    return AllOf(SpanFailedWith(std::to_string(error)), KeepsTheContract(),
                 HasAttribute("db.system.name", Text(system_)),
                 HasAttribute("server.port", Number(server_.port)));
  }
};

TEST_F(MySqlCApiLostStatementTest, CallsOnALostConnectionHaveTheirErrorAndItsServer) {
  for (const StatementCall& call : StatementCalls()) {
    connection_ = Connect();
    const Statement statement = Prepare("SELECT 1 FROM DUAL");
    KillConnection();
    for (const char* time : {"first", "second", "third"}) {
      telemetry_.Clear();
      const unsigned error = call.call(statement.get());
      EXPECT_NE(error, 0U);
      EXPECT_THAT(telemetry_.Spans(), ElementsAre(FailedHere(error))) << call.name << ' ' << time;
    }
  }
}

TEST_F(MySqlCApiLostStatementTest, CallsAfterTheConnectionWasClosedHaveTheirErrorAndItsServer) {
  for (const StatementCall& call : StatementCalls()) {
    connection_ = Connect();
    const Statement statement = Prepare("SELECT 1 FROM DUAL");
    connection_.reset();
    for (const char* time : {"first", "second"}) {
      telemetry_.Clear();
      const unsigned error = call.call(statement.get());
      EXPECT_NE(error, 0U);
      EXPECT_THAT(telemetry_.Spans(), ElementsAre(FailedHere(error))) << call.name << ' ' << time;
    }
  }
}

TEST_F(MySqlCApiLostStatementTest, TheTextStaysThatOfTheStatement) {
  const Statement statement = Prepare("DELETE FROM t WHERE a = ?");
  connection_.reset();
  telemetry_.Clear();
  EXPECT_NE(mysql_stmt_execute(statement.get()), 0);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("db.query.summary", Text("DELETE t")),
                                HasAttribute("db.query.text", Text("DELETE FROM t WHERE a = ?")),
                                HasAttribute("db.namespace", Text(server_.database)))));
}

TEST_F(MySqlCApiLostStatementTest, ANewStatementOfNoConnectionHasOnlyTheSystem) {
  const Statement statement{mysql_stmt_init(connection())};
  connection_.reset();
  telemetry_.Clear();
  EXPECT_NE(mysql_stmt_prepare(statement.get(), "SELECT 1", 8), 0);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(HasAttribute("db.system.name", Text("mysql")),
                                                    LacksAttribute("server.address"))));
}

TEST_F(MySqlCApiLostStatementTest, AStatementThatWasNeverPreparedIsAnExecutionWithoutText) {
  const Statement statement{mysql_stmt_init(connection())};
  EXPECT_NE(mysql_stmt_execute(statement.get()), 0);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(FailedHere(mysql_stmt_errno(statement.get())),
                                HasAttribute("db.operation.name", Text("EXECUTE")),
                                LacksAttribute("db.query.text"))));
}

TEST_F(MySqlCApiLostStatementTest, NothingIsRecordedWhileTheClientIsOff) {
  const Statement statement = Prepare("SELECT 1");
  connection_.reset();
  telemetry_.Clear();
  {
    const SuppressInstrumentation quiet;
    EXPECT_NE(mysql_stmt_execute(statement.get()), 0);
  }
  switches<MySql>().set_enabled(false);
  EXPECT_NE(mysql_stmt_execute(statement.get()), 0);
  EXPECT_NE(mysql_stmt_prepare(statement.get(), "SELECT 1", 8), 0);
  switches<MySql>().set_enabled(true);

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(MySqlCApiLostStatementTest, RowsThatAreLostWhileTheyAreFetchedFailTheirExecution) {
  const Statement select = Prepare("SELECT REPEAT('x', 60000)" + TenToThe(3));
  ASSERT_EQ(mysql_stmt_execute(select.get()), 0);
  ASSERT_NE(mysql_stmt_fetch(select.get()), 1);
  KillConnection();
  int result = 0;
  while (result == 0 || result == MYSQL_DATA_TRUNCATED) result = mysql_stmt_fetch(select.get());
  mysql_stmt_fetch(select.get());

  EXPECT_EQ(result, 1);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AnyOf(FailedHere(2013), FailedHere(2006),
                                                    FailedHere(1317), FailedHere(1927))));
}

#ifdef MARIADB_BASE_VERSION
TEST_F(MySqlCApiLostStatementTest, NonBlockingCallsHaveTheirErrorToo) {
  const Statement statement = Prepare("SELECT 1 FROM DUAL");
  const Statement fresh{mysql_stmt_init(connection())};
  connection_.reset();
  telemetry_.Clear();
  int executed = 0;
  EXPECT_EQ(mysql_stmt_execute_start(&executed, statement.get()), 0);
  int prepared = 0;
  EXPECT_EQ(mysql_stmt_prepare_start(&prepared, statement.get(), "SELECT 2", 8), 0);

  EXPECT_NE(executed, 0);
  EXPECT_NE(prepared, 0);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.query.text", Text("SELECT ? FROM DUAL")),
                          HasAttribute("db.operation.name", Text("PREPARE"))));
}
#endif

}  // namespace
}  // namespace dbspan::test
