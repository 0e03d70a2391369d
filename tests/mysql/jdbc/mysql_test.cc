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
#include <string>

#include "dbspan/switches.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MySqlTest : public ::testing::Test {
 protected:
  MySqlTest() {
    dbspan::configure<MySql>(telemetry_.options());
    connection_.reset(Connect());
    const auto version = connection_->getMetaData()->getDatabaseProductVersion();
    system_ = version.asStdString().find("MariaDB") == std::string::npos ? "mysql" : "mariadb";
    statement_.reset(connection_->createStatement());
    statement_->execute("CREATE TEMPORARY TABLE t (a INT PRIMARY KEY, b VARCHAR(50))");
    statement_->execute("INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
    telemetry_.Clear();
  }
  ~MySqlTest() override { dbspan::configure<MySql>(Options{}); }

  sql::Connection* Connect() const {
    sql::Driver* driver = sql::mysql::get_mysql_driver_instance();
    return driver->connect(
        "tcp://" + server_.host + ":" + std::to_string(server_.port) + "/" + server_.database,
        server_.user, server_.password);
  }
  Attributes With(Attributes own) const {
    own["db.system.name"] = Text(system_);
    own.emplace("db.namespace", Text(server_.database));
    own["server.address"] = Text(server_.host);
    own["server.port"] = Number(server_.port);
    return own;
  }

  ServerUrl server_ = MySqlServer();
  std::string system_;
  Telemetry telemetry_;
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<sql::Statement> statement_;
};

TEST_F(MySqlTest, AQueryIsASpanWithItsRows) {
  const std::unique_ptr<sql::ResultSet> result{
      statement_->executeQuery("SELECT b FROM t WHERE a > 1 AND b <> 'secret'")};

  EXPECT_EQ(result->rowsCount(), 2U);
  const Attributes measured = With({{"db.query.summary", Text("SELECT t")}});
  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(
          SpanNamed("SELECT t"), SpanKindIsClient(), SpanSucceeded(), KeepsTheContract(),
          Field(&RecordedSpan::scope, "dbspan.mysql"),
          AttributesAre(With({{"db.query.summary", Text("SELECT t")},
                              {"db.query.text", Text("SELECT b FROM t WHERE a > ? AND b <> ?")},
                              {"db.response.returned_rows", Number(2)}})))));
  EXPECT_THAT(telemetry_.Durations(), ::testing::Contains(AttributesAre(measured)));
  for (const auto& point : telemetry_.Durations()) {
    EXPECT_THAT(Contract::Instance().Check("db.client.operation.duration", point), IsEmpty());
  }
}

TEST_F(MySqlTest, UpdatesCountAffectedRows) {
  EXPECT_EQ(statement_->executeUpdate("UPDATE t SET b = 'x' WHERE a < 3"), 2);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(
                  SpanNamed("UPDATE t"), KeepsTheContract(),
                  AttributesAre(With({{"db.query.summary", Text("UPDATE t")},
                                      {"db.query.text", Text("UPDATE t SET b = ? WHERE a < ?")},
                                      {"dbspan.affected_rows", Number(2)}})))));
}

TEST_F(MySqlTest, PreparedStatementsHaveTheirTextAndNoParameters) {
  const std::unique_ptr<sql::PreparedStatement> update{
      connection_->prepareStatement("UPDATE t SET b = ? WHERE a = ?")};
  update->setString(1, "a secret");
  update->setInt(2, 3);
  EXPECT_EQ(update->executeUpdate(), 1);
  const std::unique_ptr<sql::PreparedStatement> select{
      connection_->prepareStatement("SELECT * FROM t WHERE a = ?")};
  select->setInt(1, 2);
  const std::unique_ptr<sql::ResultSet> result{select->executeQuery()};
  ASSERT_TRUE(result->next());

  EXPECT_EQ(result->getString("b").asStdString(), "two");
  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AttributesAre(With({{"db.query.summary", Text("UPDATE t")},
                                      {"db.query.text", Text("UPDATE t SET b = ? WHERE a = ?")},
                                      {"dbspan.affected_rows", Number(1)}})),
                  AttributesAre(With({{"db.query.summary", Text("SELECT t")},
                                      {"db.query.text", Text("SELECT * FROM t WHERE a = ?")},
                                      {"db.response.returned_rows", Number(1)}}))));
}

TEST_F(MySqlTest, ExecuteCountsTheRowsThatAreFetchedLater) {
  EXPECT_TRUE(statement_->execute("SELECT * FROM t"));
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  const std::unique_ptr<sql::ResultSet> result{statement_->getResultSet()};

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.response.returned_rows", Number(3))));
}

TEST_F(MySqlTest, AResultThatNobodyFetchesEndsWithItsConnection) {
  statement_->execute("SELECT * FROM t WHERE a = 1");
  statement_.reset();
  connection_.reset();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanSucceeded(), LacksAttribute("db.response.returned_rows"))));
}

TEST_F(MySqlTest, TheUpdateCountIsToldOnceAsWithoutUs) {
  statement_->execute("UPDATE t SET b = 'y'");

  EXPECT_EQ(statement_->getUpdateCount(), 3U);
  EXPECT_EQ(statement_->getUpdateCount(), ~std::uint64_t{0});
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("dbspan.affected_rows", Number(3))));
}

TEST_F(MySqlTest, StreamedRowsAreCountedAsTheyAreRead) {
  statement_->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
  const std::unique_ptr<sql::ResultSet> result{statement_->executeQuery("SELECT * FROM t")};
  EXPECT_TRUE(result->next());
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  while (result->next()) {
  }

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.response.returned_rows", Number(3))));
}

TEST_F(MySqlTest, AStreamDroppedEarlyHasTheRowsThatWereRead) {
  statement_->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
  {
    const std::unique_ptr<sql::ResultSet> result{statement_->executeQuery("SELECT * FROM t")};
    result->next();
  }

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(HasAttribute("db.response.returned_rows", Number(1))));
}

TEST_F(MySqlTest, AnErrorIsNamedByItsNumberAndGoesOnUnchanged) {
  try {
    statement_->execute("INSERT INTO t VALUES (1, 'alice@example.com')");
    FAIL() << "the key exists";
  } catch (const sql::SQLException& error) {
    EXPECT_EQ(error.getErrorCode(), 1062);
    EXPECT_EQ(error.getSQLState(), "23000");
  }

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(
                  SpanFailedWith("1062"), KeepsTheContract(),
                  Field(&RecordedSpan::description, "Duplicate entry ? for key ?"),
                  AttributesAre(With({{"db.query.summary", Text("INSERT t")},
                                      {"db.query.text", Text("INSERT INTO t VALUES (?, ?)")},
                                      {"db.response.status_code", Text("1062")},
                                      {"dbspan.error.retry", Text("no")},
                                      {"error.type", Text("1062")}})),
                  Field(&RecordedSpan::events,
                        ElementsAre(IsEvent(
                            "exception", Attributes{{"exception.type", Text("sql::SQLException")},
                                                    {"exception.message",
                                                     Text("Duplicate entry ? for key ?")}}))))));
}

TEST_F(MySqlTest, SignalledMessagesAreNotRecorded) {
  EXPECT_THROW(statement_->execute("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'alice is locked'"),
               sql::SQLException);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith("1644"), Field(&RecordedSpan::description, ""))));
}

TEST_F(MySqlTest, TheNamespaceFollowsTheSchema) {
  connection_->setSchema("information_schema");
  statement_->execute("SET @a = 1");
  statement_->execute("USE " + server_.database);
  statement_->execute("SET @a = 1");

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(4));
  // the USE of setSchema() ran in the old schema
  EXPECT_THAT(spans[0], HasAttribute("db.namespace", Text(server_.database)));
  EXPECT_THAT(spans[1], HasAttribute("db.namespace", Text("information_schema")));
  EXPECT_THAT(spans[3], HasAttribute("db.namespace", Text(server_.database)));
}

TEST_F(MySqlTest, ObjectsKnowWhereTheyCameFrom) {
  const std::unique_ptr<sql::ResultSet> result{statement_->executeQuery("SELECT 1")};

  EXPECT_EQ(result->getStatement(), statement_.get());
  EXPECT_EQ(statement_->getConnection(), connection_.get());
  EXPECT_EQ(statement_->setResultSetType(sql::ResultSet::TYPE_SCROLL_INSENSITIVE),
            statement_.get());
  EXPECT_NE(dynamic_cast<sql::mysql::MySQL_Driver*>(connection_->getDriver()), nullptr);
}

TEST_F(MySqlTest, ResultsMayOutliveTheirStatementAndConnection) {
  std::unique_ptr<sql::ResultSet> result{statement_->executeQuery("SELECT 1")};
  statement_.reset();
  connection_.reset();

  result.reset();

  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(MySqlTest, OptionMapsConnectToo) {
  sql::ConnectOptionsMap options;
  options["hostName"] = sql::SQLString{"tcp://" + server_.host};
  options["port"] = server_.port;
  options["userName"] = sql::SQLString{server_.user};
  options["password"] = sql::SQLString{server_.password};
  options["schema"] = sql::SQLString{server_.database};
  const std::unique_ptr<sql::Connection> connection{get_driver_instance()->connect(options)};
  const std::unique_ptr<sql::Statement> statement{connection->createStatement()};

  statement->execute("SET @a = 1");

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AttributesAre(With(
                  {{"db.query.summary", Text("SET")}, {"db.query.text", Text("SET @a = ?")}}))));
}

TEST_F(MySqlTest, ARefusedConnectionFailsAsWithoutUs) {
  try {
    sql::mysql::get_driver_instance()->connect(
        "tcp://" + server_.host + ":" + std::to_string(server_.port), server_.user, "wrong");
    FAIL() << "the password is wrong";
  } catch (const sql::SQLException& error) {
    EXPECT_EQ(error.getErrorCode(), 1045);
  }
}

TEST_F(MySqlTest, ARefusedPreparationIsASpanBecauseItIsNeverExecuted) {
  EXPECT_THROW(connection_->prepareStatement("SELEC ?"), sql::SQLException);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith("1064"), KeepsTheContract(),
                                HasAttribute("db.operation.name", Text("PREPARE")),
                                LacksAttribute("db.response.returned_rows"))));
}

TEST_F(MySqlTest, ACallHasTheRowsOfAllItsResults) {
  statement_->execute("DROP PROCEDURE IF EXISTS two_results");
  statement_->execute(
      "CREATE PROCEDURE two_results() BEGIN SELECT a FROM t; SELECT 1 UNION SELECT 2; END");
  telemetry_.Clear();

  const std::unique_ptr<sql::ResultSet> first{statement_->executeQuery("CALL two_results()")};
  EXPECT_EQ(first->rowsCount(), 3U);
  ASSERT_TRUE(statement_->getMoreResults());
  const std::unique_ptr<sql::ResultSet> second{statement_->getResultSet()};
  EXPECT_EQ(second->rowsCount(), 2U);
  EXPECT_FALSE(statement_->getMoreResults());

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("CALL two_results"), SpanSucceeded(), KeepsTheContract(),
                                HasAttribute("db.response.returned_rows", Number(5)))));
  statement_->execute("DROP PROCEDURE two_results");
}

TEST_F(MySqlTest, ACallWhoseSecondResultFailsIsAnError) {
  statement_->execute("DROP PROCEDURE IF EXISTS fails_late");
  statement_->execute(
      "CREATE PROCEDURE fails_late() BEGIN SELECT a FROM t; SIGNAL SQLSTATE '45000'; END");
  telemetry_.Clear();

  const std::unique_ptr<sql::ResultSet> first{statement_->executeQuery("CALL fails_late()")};
  EXPECT_EQ(first->rowsCount(), 3U);
  EXPECT_THROW(statement_->getMoreResults(), sql::SQLException);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanNamed("CALL fails_late"),
                                                    SpanFailedWith("1644"), KeepsTheContract())));
  telemetry_.Clear();
  connection_.reset(Connect());
  statement_.reset(connection_->createStatement());
  statement_->execute("DROP PROCEDURE fails_late");
}

TEST_F(MySqlTest, TransactionsAreNoSpansWhoeverWritesThem) {
  connection_->setAutoCommit(false);
  const std::unique_ptr<sql::Savepoint> savepoint{connection_->setSavepoint("here")};
  connection_->rollback(savepoint.get());
  connection_->releaseSavepoint(savepoint.get());
  connection_->commit();
  connection_->setAutoCommit(true);
  statement_->execute("BEGIN");
  statement_->execute("COMMIT");

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(MySqlTest, TheIsolationLevelAndTheSchemaAreAskedForByStatements) {
  connection_->setTransactionIsolation(sql::TRANSACTION_READ_COMMITTED);
  EXPECT_EQ(connection_->getSchema(), server_.database);

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(
          AllOf(KeepsTheContract(),
                HasAttribute("db.query.text", Text("SET SESSION TRANSACTION ISOLATION "
                                                   "LEVEL READ COMMITTED"))),
          AllOf(KeepsTheContract(), HasAttribute("db.query.text", Text("SELECT DATABASE()")))));
}

TEST_F(MySqlTest, SwitchedOffNothingIsRecorded) {
  dbspan::switches<MySql>().set_enabled(false);
  const std::unique_ptr<sql::ResultSet> result{statement_->executeQuery("SELECT 1")};
  EXPECT_TRUE(result->next());
  EXPECT_EQ(result->getInt(1), 1);
  dbspan::switches<MySql>().set_enabled(true);

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

}  // namespace
}  // namespace dbspan::test
