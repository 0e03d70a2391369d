#pragma once

#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/client_calls.h"
#include "bench/stub_server.h"
#include "tests/support/servers.h"

namespace dbspan::bench {

inline constexpr const char* kPointRead = "SELECT name FROM bench WHERE id = 7";
inline constexpr const char* kStreams = "mysql/stream of 100000 rows";
inline constexpr const char* kStream =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 47) "
    "SELECT a.i FROM n a, n b, n c LIMIT 100000";

inline Target LiveMySql() { return {test::MySqlServer(), nullptr}; }

/// A connection with a statement, and a table to read from.
struct MySqlSession {
  explicit MySqlSession(sql::Driver& driver, Target to = LiveMySql()) : target(std::move(to)) {
    const test::ServerUrl& server = target.server;
    connection.reset(driver.connect(
        "tcp://" + server.host + ":" + std::to_string(server.port) + "/" + server.database,
        server.user, server.password));
    statement.reset(connection->createStatement());
    statement->execute("CREATE TEMPORARY TABLE bench (id INT PRIMARY KEY, name VARCHAR(20))");
    statement->execute("INSERT INTO bench VALUES (7, 'Ann')");
    target.Connected();
  }

  std::unique_ptr<sql::ResultSet> Read() const {
    target.BeforeCall();
    std::unique_ptr<sql::ResultSet> rows{statement->executeQuery(kPointRead)};
    target.AfterCall();
    return rows;
  }

  /// Returns the number of rows.
  std::size_t Stream() const {
    statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
    const std::unique_ptr<sql::ResultSet> rows{statement->executeQuery(kStream)};
    std::size_t count = 0;
    while (rows->next()) ++count;
    return count;
  }

  Target target;
  std::unique_ptr<sql::Connection> connection;
  std::unique_ptr<sql::Statement> statement;
};

/// Returns the same reads with a stub and with a server; `make(name, target)` creates them.
template <class Make>
std::vector<ClientCalls> PointReads(const Make& make) {
  return {make("mysql/SELECT without a server", &StubbedMySql), make("mysql/SELECT", &LiveMySql)};
}

}  // namespace dbspan::bench
