// Tests that every call of Connector/C++ that fails because its connection is lost or closed has
// one span with its error.
#include <dbspan/mysql_driver.h>

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dbspan/suppression.h"
#include "mysql/connector_above.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A connection with the objects made of it, before it is lost.
struct Objects {
  std::unique_ptr<sql::Connection> connection;
  std::unique_ptr<sql::Statement> statement;
  std::unique_ptr<sql::PreparedStatement> prepared;
};

struct Call {
  const char* name;
  std::function<void(Objects&)> call;
};

const std::vector<Call>& Calls() {
  static const std::vector<Call> calls{
      {"execute", [](Objects& o) { o.statement->execute("DO 1"); }},
      {"executeQuery", [](Objects& o) { delete o.statement->executeQuery("SELECT 1"); }},
      {"executeUpdate", [](Objects& o) { o.statement->executeUpdate("DELETE FROM t"); }},
      {"prepared execute", [](Objects& o) { o.prepared->execute(); }},
      {"prepared executeQuery", [](Objects& o) { delete o.prepared->executeQuery(); }},
      {"prepared executeUpdate", [](Objects& o) { o.prepared->executeUpdate(); }},
      {"prepareStatement", [](Objects& o) { delete o.connection->prepareStatement("SELECT 2"); }},
      {"commit", [](Objects& o) { o.connection->commit(); }},
      {"rollback", [](Objects& o) { o.connection->rollback(); }},
      {"setAutoCommit", [](Objects& o) { o.connection->setAutoCommit(false); }},
      {"setSchema", [](Objects& o) { o.connection->setSchema("mysql"); }},
      {"getSchema", [](Objects& o) { o.connection->getSchema(); }},
      {"setSavepoint", [](Objects& o) { delete o.connection->setSavepoint("s"); }},
      {"setTransactionIsolation",
       [](Objects& o) { o.connection->setTransactionIsolation(sql::TRANSACTION_SERIALIZABLE); }}};
  return calls;
}

class MySqlLostTest : public ::testing::Test {
 protected:
  MySqlLostTest() {
    Options options = telemetry_.options();
    options.transaction_spans = true;
    dbspan::configure<MySql>(options);
  }
  ~MySqlLostTest() override { dbspan::configure<MySql>(Options{}); }

  std::unique_ptr<sql::Connection> Connect() const {
    sql::Driver* driver = sql::mysql::get_mysql_driver_instance();
    return std::unique_ptr<sql::Connection>{driver->connect(
        "tcp://" + server_.host + ":" + std::to_string(server_.port) + "/" + server_.database,
        server_.user, server_.password)};
  }
  Objects Make() const {
    Objects objects;
    objects.connection = Connect();
    objects.statement.reset(objects.connection->createStatement());
    objects.prepared.reset(objects.connection->prepareStatement("SELECT 1"));
    return objects;
  }
  /// Makes the server end the connection.
  void Kill(sql::Connection& connection) const {
    const SuppressInstrumentation quiet;
    const std::unique_ptr<sql::Statement> asks{connection.createStatement()};
    const std::unique_ptr<sql::ResultSet> id{asks->executeQuery("SELECT CONNECTION_ID()")};
    id->next();
    const auto killer = Connect();
    const std::unique_ptr<sql::Statement> kills{killer->createStatement()};
    kills->execute("KILL " + id->getString(1).asStdString());
  }

  ServerUrl server_ = MySqlServer();
  Telemetry telemetry_;
};

TEST_F(MySqlLostTest, CallsOnALostConnectionHaveTheirError) {
  std::size_t failed = 0;
  for (const Call& call : Calls()) {
    Objects objects = Make();
    Kill(*objects.connection);
    for (const char* time : {"first", "second"}) {
      telemetry_.Clear();
      try {
        call.call(objects);  // the connector ignores that COMMIT and the like fail
      } catch (const sql::SQLException& error) {
        if (error.getErrorCode() == 0) continue;  // it refuses the call, whatever the connection is
        ++failed;
        EXPECT_THAT(telemetry_.Spans(),
                    ElementsAre(AllOf(SpanFailedWith(std::to_string(error.getErrorCode())),
                                      KeepsTheContract(),
                                      HasAttribute("server.port", Number(server_.port)))))
            << call.name << ", the " << time << " time";
      }
    }
  }

  EXPECT_GE(failed, 20U);
}

// The connector refuses these calls without calling the C API, so only the decorators see them.
TEST_F(MySqlLostTest, CallsThatTheConnectorRefusesOnAClosedConnectionAreThoseOfTheDecorators) {
  const bool decorated = dbspan_mysql_connector_above == nullptr;
  std::size_t refused = 0;
  for (const Call& call : Calls()) {
    Objects objects = Make();
    objects.connection->close();
    telemetry_.Clear();
    try {
      call.call(objects);
    } catch (const sql::SQLException& error) {
      if (error.getErrorCode() != 0) continue;
      ++refused;
      const auto spans = telemetry_.Spans();
      if (decorated) {
        EXPECT_THAT(spans, ElementsAre(SpanFailedWith("sql::SQLException"))) << call.name;
      } else {
        EXPECT_THAT(spans, IsEmpty()) << call.name;
      }
    }
  }

  EXPECT_GE(refused, 5U);
}

}  // namespace
}  // namespace dbspan::test
