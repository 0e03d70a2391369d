#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mysql.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/mysql/instrumentation.h"
#include "dbspan/suppression.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {

struct MySqlFree {
  void operator()(MYSQL* connection) const { mysql_close(connection); }
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
  void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
};
using Connection = std::unique_ptr<MYSQL, MySqlFree>;
using Result = std::unique_ptr<MYSQL_RES, MySqlFree>;
using Statement = std::unique_ptr<MYSQL_STMT, MySqlFree>;

/// Matches a span that returned this number of rows.
inline auto Returned(std::int64_t rows) {
  return HasAttribute("db.response.returned_rows", Number(rows));
}

/// Provides a connection of the C API, traced by dbspan's symbol form, and its telemetry. The
/// connection has a table `t` with the rows 1, 2 and 3.
class MySqlCApiFixture : public ::testing::Test {
 protected:
  MySqlCApiFixture() {
    Reconnect([](Options&) {});
  }
  ~MySqlCApiFixture() override { dbspan::configure<MySql>(Options{}); }

  /// Replaces the connection by a new one with other options.
  void Reconnect(const std::function<void(Options&)>& change) {
    Options options = telemetry_.options();
    change(options);
    dbspan::configure<MySql>(options);
    connection_ = Connect();
    system_ = std::string{mysql_get_server_info(connection())}.find("MariaDB") == std::string::npos
                  ? "mysql"
                  : "mariadb";
    Query("CREATE TEMPORARY TABLE t (a INT PRIMARY KEY, b VARCHAR(50))");
    Query("INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
    telemetry_.Clear();
  }
  Connection Connect() const {
    Connection connection{mysql_init(nullptr)};
    EXPECT_NE(Open(connection.get(), server_.port), nullptr) << mysql_error(connection.get());
    return connection;
  }
  MYSQL* Open(MYSQL* connection, int port) const {
    return mysql_real_connect(connection, server_.host.c_str(), server_.user.c_str(),
                              server_.password.c_str(), server_.database.c_str(),
                              static_cast<unsigned>(port), nullptr, CLIENT_MULTI_STATEMENTS);
  }
  MYSQL* connection() const { return connection_.get(); }
  int Query(const std::string& sql) const {
    return mysql_real_query(connection(), sql.data(), sql.size());
  }
  Result Store() const { return Result{mysql_store_result(connection())}; }
  Result Use() const { return Result{mysql_use_result(connection())}; }
  Statement Prepare(const std::string& sql) const {
    Statement statement{mysql_stmt_init(connection())};
    EXPECT_EQ(mysql_stmt_prepare(statement.get(), sql.data(), sql.size()), 0)
        << mysql_stmt_error(statement.get());
    return statement;
  }
  /// Makes the server end the connection.
  void KillConnection() const {
    const SuppressInstrumentation quiet;
    const Connection killer = Connect();
    const std::string sql = "KILL " + std::to_string(mysql_thread_id(connection()));
    EXPECT_EQ(mysql_query(killer.get(), sql.c_str()), 0);
  }

  /// Returns a FROM clause that yields 10^`power` rows on any server.
  static std::string TenToThe(int power) {
    std::string from = " FROM ";
    for (int i = 0; i < power; ++i) {
      from += (i == 0 ? "" : ", ");
      from +=
          "(SELECT 0 UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 "
          "UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) AS d" +
          std::to_string(i);
    }
    return from;
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
  Connection connection_;
};

}  // namespace dbspan::test
