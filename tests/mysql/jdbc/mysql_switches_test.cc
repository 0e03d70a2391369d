#include <dbspan/mysql_driver.h>

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;

using Connection = std::unique_ptr<sql::Connection>;
using Statement = std::unique_ptr<sql::Statement>;
using Prepared = std::unique_ptr<sql::PreparedStatement>;
using Result = std::unique_ptr<sql::ResultSet>;

class MySqlSwitchesTest : public ::testing::Test {
 protected:
  ~MySqlSwitchesTest() override { dbspan::configure<MySql>(Options{}); }

  Connection Connect(const std::string& host, int port) {
    dbspan::configure<MySql>(options_);
    return Connection{sql::mysql::get_mysql_driver_instance()->connect(
        "tcp://" + host + ":" + std::to_string(port) + "/" + server_.database, server_.user,
        server_.password)};
  }
  Connection Connect() { return Connect(server_.host, server_.port); }

  ServerUrl server_ = MySqlServer();
  Telemetry telemetry_;
  Options options_ = telemetry_.options();
};

TEST_F(MySqlSwitchesTest, TransactionsAreSpansOnRequestWhoeverWritesThem) {
  options_.transaction_spans = true;
  const Connection connection = Connect();
  const Statement statement{connection->createStatement()};
  telemetry_.Clear();

  connection->setAutoCommit(false);
  const std::unique_ptr<sql::Savepoint> savepoint{connection->setSavepoint("here")};
  connection->releaseSavepoint(savepoint.get());
  connection->commit();
  statement->execute("BEGIN");
  connection->rollback();

  std::vector<std::string> verbs;
  for (const auto& span : telemetry_.Spans()) verbs.push_back(span.name.substr(0, 7));
  EXPECT_THAT(verbs, ElementsAre("SET sho", "SAVEPOI", "RELEASE", "COMMIT ", "BEGIN", "ROLLBAC"));
}

TEST_F(MySqlSwitchesTest, ConnectingIsASpanOnRequest) {
  options_.connect_spans = true;

  const Connection connection = Connect();

  // Spans of the connector's own statements for a new session may follow.
  EXPECT_THAT(
      telemetry_.Spans(),
      Contains(AllOf(SpanNamed("CONNECT " + server_.database), SpanKindIsClient(), SpanSucceeded(),
                     KeepsTheContract(), HasAttribute("server.port", Number(server_.port))))
          .Times(1));
}

TEST_F(MySqlSwitchesTest, SoIsAConnectThatFails) {
  options_.connect_spans = true;

  EXPECT_THROW(Connect("127.0.0.1", 1), sql::SQLException);

  // The error number depends on the client library of the connector.
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(AnyOf(SpanFailedWith("2002"), SpanFailedWith("2003")),
                                HasAttribute("server.port", Number(1)))));
}

TEST_F(MySqlSwitchesTest, EndsOfTransactionsAreSpansOnRequest) {
  options_.transaction_spans = true;
  const Connection connection = Connect();
  connection->setAutoCommit(false);
  telemetry_.Clear();

  connection->commit();
  connection->rollback();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed("COMMIT " + server_.database),
                                              SpanNamed("ROLLBACK " + server_.database)));
}

TEST_F(MySqlSwitchesTest, TheServerSeesTheTraceAndTheRecordedTextDoesNot) {
  options_.sqlcommenter = SqlCommenter::kTraceContext;
  const Connection connection = Connect();
  const Statement statement{connection->createStatement()};
  const std::string sql =
      "SELECT info FROM information_schema.processlist WHERE id = connection_id()";

  const Result result{statement->executeQuery(sql)};

  ASSERT_TRUE(result->next());
  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  const RecordedSpan span = telemetry_.Spans()[0];
  const std::string traceparent = "traceparent='00-" + span.trace_id + "-" + span.span_id;
  EXPECT_THAT(result->getString(1).asStdString(),
              AnyOf(sql + " /*" + traceparent + "-01'*/", sql + " /*" + traceparent + "-03'*/"));
  EXPECT_THAT(span, HasAttribute("db.query.text", Text(sql)));
}

TEST_F(MySqlSwitchesTest, PreparedStatementsGetNoComment) {
  options_.sqlcommenter = SqlCommenter::kTraceContext;
  const Connection connection = Connect();
  const std::string sql =
      "SELECT info FROM information_schema.processlist WHERE id = connection_id()";
  const Prepared statement{connection->prepareStatement(sql)};

  const Result result{statement->executeQuery()};

  ASSERT_TRUE(result->next());
  EXPECT_EQ(result->getString(1).asStdString(), sql);
}

TEST_F(MySqlSwitchesTest, BoundValuesAreRecordedOnRequest) {
  options_.parameters = {"*"};
  const Connection connection = Connect();
  const Prepared statement{connection->prepareStatement("SELECT ?, ?, ?")};
  statement->setInt(1, 7);
  statement->setString(2, "a");
  statement->setBoolean(3, true);
  const Result first{statement->executeQuery()};
  statement->setInt(1, 8);
  const Result second{statement->executeQuery()};

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("db.query.parameter.0", Text("7")),
                                HasAttribute("db.query.parameter.1", Text("a")),
                                HasAttribute("db.query.parameter.2", Text("1"))),
                          HasAttribute("db.query.parameter.0", Text("8"))));
}

TEST_F(MySqlSwitchesTest, ValuesThatAreReplacedByNullOrAStreamAreForgotten) {
  options_.parameters = {"*"};
  const Connection connection = Connect();
  const Prepared statement{connection->prepareStatement("SELECT ?, ?, ?")};
  statement->setString(1, "old");
  statement->setString(2, "old");
  statement->setDouble(3, 1e-9);
  statement->setNull(1, 0);
  std::istringstream blob{"bytes"};
  statement->setBlob(2, &blob);
  const Result result{statement->executeQuery()};

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(LacksAttribute("db.query.parameter.0"),
                                LacksAttribute("db.query.parameter.1"),
                                HasAttribute("db.query.parameter.2", Text("1e-09")))));
}

TEST_F(MySqlSwitchesTest, ValuesThatAreClearedAreForgotten) {
  options_.parameters = {"*"};
  const Connection connection = Connect();
  const Prepared statement{connection->prepareStatement("SELECT ?")};
  statement->setString(1, "old");
  statement->clearParameters();
  statement->setNull(1, 0);
  const Result result{statement->executeQuery()};

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(LacksAttribute("db.query.parameter.0")));
}

TEST_F(MySqlSwitchesTest, LongStreamsHaveMilestones) {
  options_.stream_milestone = 2;
  const Connection connection = Connect();
  const Statement statement{connection->createStatement()};
  statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
  const Result result{statement->executeQuery(
      "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5")};

  while (result->next()) {
  }

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_THAT(
      telemetry_.Spans()[0].events,
      ElementsAre(IsEvent("dbspan.milestone", Attributes{{"dbspan.rows_so_far", Number(2)}}),
                  IsEvent("dbspan.milestone", Attributes{{"dbspan.rows_so_far", Number(4)}})));
}

TEST_F(MySqlSwitchesTest, SlowStreamsTellWhatReadingTook) {
  options_.slow_threshold = std::chrono::nanoseconds{1};
  const Connection connection = Connect();
  const Statement statement{connection->createStatement()};
  statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
  const Result result{statement->executeQuery("SELECT 1")};

  while (result->next()) {
  }

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  ASSERT_THAT(telemetry_.Spans()[0].events, SizeIs(1));
  EXPECT_EQ(telemetry_.Spans()[0].events[0].attributes.count("dbspan.stage.read"), 1U);
}

}  // namespace
}  // namespace dbspan::test
