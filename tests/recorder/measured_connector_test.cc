// Operations of Connector/C++ that start in the short form (see measured_test.cc), without the
// objects of the C API, which would record them below it.
#include <dbspan/mysql_driver.h>

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/recorder/measured_test.h"
#include "tests/support/servers.h"

namespace dbspan::recorder {
namespace {

std::unique_ptr<sql::Connection> Connect() {
  const test::ServerUrl server = test::MySqlServer();
  const std::string url = "tcp://" + server.host + ":" + std::to_string(server.port) + "/";
  return std::unique_ptr<sql::Connection>{sql::mysql::get_mysql_driver_instance()->connect(
      url + server.database, server.user, server.password)};
}

/// Reads at most `most` rows, twice.
void ReadTwice(sql::Statement& statement, const std::string& text, int most = 99) {
  for (int i = 0; i < 2; ++i) {
    const std::unique_ptr<sql::ResultSet> rows{statement.executeQuery(text)};
    for (int row = 0; row < most && rows->next(); ++row) {
    }
  }
}
void FailTwice(sql::Statement& statement, const std::string& text) {
  for (int i = 0; i < 2; ++i) EXPECT_THROW(statement.execute(text), sql::SQLException);
}

constexpr const char* kRows = "SELECT name FROM measured";

TEST_F(MeasuredTest, StatementsOfConnectorMeasureTheSameInBothForms) {
  const auto connection = Connect();
  const std::unique_ptr<sql::Statement> statement{connection->createStatement()};
  statement->execute("CREATE TEMPORARY TABLE measured (id INT PRIMARY KEY, name VARCHAR(20))");
  statement->execute("INSERT INTO measured VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Eve')");
  const std::string database = test::MySqlServer().database;
  TheSink().continued = 0;
  ExpectSameSeries(
      [&] {
        ReadTwice(*statement, kRows);
        ReadTwice(*statement, "SELECT name FROM measured WHERE id = 2");
        ReadTwice(*statement, "SELECT name FROM measured WHERE id = 9");
        FailTwice(*statement, "SELECT nothing FROM measured");
        FailTwice(*statement, "INSERT INTO measured VALUES (1, 'Tom')");
        for (int i = 0; i < 3; ++i) {
          statement->executeUpdate("UPDATE measured SET name = 'Tom' WHERE id < 3");
          EXPECT_TRUE(statement->execute(kRows));
          delete statement->getResultSet();
          EXPECT_FALSE(statement->execute("SET @measured = 1"));
          statement->execute("USE information_schema");
          ReadTwice(*statement, "SELECT 1");
          statement->execute("USE " + database);
          ReadTwice(*statement, "SELECT 1");
          statement->execute("BEGIN");
          statement->execute("ROLLBACK");
        }
      },
      0);
  EXPECT_GE(TheSink().continued, 30);
}

TEST_F(MeasuredTest, StreamsAndPreparedStatementsOfConnectorMeasureTheSameInBothForms) {
  const auto connection = Connect();
  const std::unique_ptr<sql::Statement> statement{connection->createStatement()};
  statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
  const std::string rows = "SELECT 1 UNION SELECT 2 UNION SELECT 3";
  TheSink().continued = 0;
  ExpectSameSeries(
      [&] {
        ReadTwice(*statement, rows);
        ReadTwice(*statement, rows, 2);
        const std::unique_ptr<sql::PreparedStatement> prepared{
            connection->prepareStatement("SELECT ? UNION SELECT 2")};
        for (int i = 0; i < 3; ++i) {
          prepared->setInt(1, i);
          const std::unique_ptr<sql::ResultSet> result{prepared->executeQuery()};
        }
      },
      0);
  EXPECT_GE(TheSink().continued, 10);
}

}  // namespace
}  // namespace dbspan::recorder
