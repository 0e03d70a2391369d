// Executes random statements with secrets in all their literals and comments by Connector/C++. No
// secret may be in anything that is exported; exceptions are exported as events and as log records.
#include <dbspan/mysql_driver.h>

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>

#include "tests/fuzz/secret_statements.h"
#include "tests/support/captured_log.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

class MySqlSecretTest : public ::testing::Test {
 protected:
  MySqlSecretTest() {
    Options options = telemetry_.options();
    options.exceptions = ExceptionSignal::kEventsAndLogs;
    options.slow_threshold = std::chrono::nanoseconds{1};
    options.transaction_spans = true;
    dbspan::configure<MySql>(options);
    Connect();
  }
  ~MySqlSecretTest() override { dbspan::configure<MySql>(Options{}); }

  void Connect() {
    sql::Driver* driver = sql::mysql::get_mysql_driver_instance();
    connection_.reset(driver->connect(
        "tcp://" + server_.host + ":" + std::to_string(server_.port) + "/" + server_.database,
        server_.user, server_.password));
    const std::unique_ptr<sql::Statement> creates{connection_->createStatement()};
    creates->execute(
        "CREATE TEMPORARY TABLE secret_t (a INT PRIMARY KEY AUTO_INCREMENT, b VARCHAR(60) UNIQUE, "
        "c "
        "DATE, d DECIMAL(3, 1))");
  }
  /// Runs a statement and returns the message of its exception; empty without one.
  std::string Run(const std::string& sql, bool prepared) {
    try {
      if (prepared) {
        const std::unique_ptr<sql::PreparedStatement> statement{connection_->prepareStatement(sql)};
        statement->execute();
      } else {
        const std::unique_ptr<sql::Statement> statement{connection_->createStatement()};
        if (statement->execute(sql)) {
          const std::unique_ptr<sql::ResultSet> result{statement->getResultSet()};
        }
      }
      return {};
    } catch (const sql::SQLException& error) {
      const bool lost = error.getErrorCode() == 2006 || error.getErrorCode() == 2013;
      const bool out_of_order = error.getErrorCode() == 2014;
      std::string message = error.what();
      if (lost || out_of_order) Connect();
      return message;
    }
  }
  std::string TakeExported() {
    std::ostringstream text;
    for (const auto& span : telemetry_.Spans()) text << span;
    for (const auto& log : telemetry_.Logs()) text << log;
    for (const auto& point : telemetry_.Durations()) text << point;
    telemetry_.Clear();
    return text.str();
  }

  ServerUrl server_ = MySqlServer();
  Telemetry telemetry_;
  CapturedLog log_;
  std::unique_ptr<sql::Connection> connection_;
};

TEST_F(MySqlSecretTest, NoSecretOfAStatementOrAnExceptionIsExported) {
  SecretStatements statements{20'261'128U};
  std::size_t quoted = 0;
  for (int round = 0; round < 400; ++round) {
    statements.Forget();
    const std::string sql = statements.Below(3) == 0 ? statements.Refused() : statements.Harmless();

    const std::string message = Run(sql, statements.Below(3) == 0);

    const std::string exported = TakeExported() + log_.Text();
    for (const std::string& secret : statements.secrets()) {
      if (message.find(secret) != std::string::npos) ++quoted;
      ASSERT_EQ(exported.find(secret), std::string::npos) << secret << " of\n"
                                                          << sql << "\n"
                                                          << message << "\nis in\n"
                                                          << exported;
    }
  }

  EXPECT_GT(quoted, 20U) << "the exceptions would not show a leak";
}

TEST_F(MySqlSecretTest, NoBoundValueIsExported) {
  const std::unique_ptr<sql::PreparedStatement> insert{
      connection_->prepareStatement("INSERT INTO secret_t (b, c, d) VALUES (?, ?, ?)")};
  std::size_t quoted = 0;
  for (const char* date : {"2026-01-01", "2026-01-01", "zq3k"}) {
    insert->setString(1, "zq1k'zq2k\"");
    insert->setString(2, date);
    insert->setString(3, "7310001");
    try {
      insert->execute();
    } catch (const sql::SQLException& error) {
      if (std::string{error.what()}.find("zq") != std::string::npos) ++quoted;
    }
  }

  const std::string exported = TakeExported() + log_.Text();
  EXPECT_THAT(exported, ::testing::HasSubstr("INSERT secret_t"));
  for (const char* secret : {"zq1k", "zq2k", "zq3k", "7310001"}) {
    EXPECT_EQ(exported.find(secret), std::string::npos) << exported;
  }
  EXPECT_GT(quoted, 0U);
}

}  // namespace
}  // namespace dbspan::test
