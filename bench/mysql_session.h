#pragma once

#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>

#include <memory>
#include <string>

#include "tests/support/servers.h"

namespace dbspan::bench {

inline constexpr const char* kPointReads = "mysql/SELECT";
inline constexpr const char* kStreams = "mysql/stream of 10000000 rows";

inline constexpr const char* kPointRead = "SELECT name FROM bench WHERE id = 7";
inline constexpr const char* kStream =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 216) "
    "SELECT a.i FROM n a, n b, n c LIMIT 10000000";

/// A connection with a statement on it, and a table to read from.
struct MySqlSession {
  explicit MySqlSession(sql::Driver& driver) {
    const test::ServerUrl server = test::MySqlServer();
    connection.reset(driver.connect(
        "tcp://" + server.host + ":" + std::to_string(server.port) + "/" + server.database,
        server.user, server.password));
    statement.reset(connection->createStatement());
    statement->execute("CREATE TEMPORARY TABLE bench (id INT PRIMARY KEY, name VARCHAR(20))");
    statement->execute("INSERT INTO bench VALUES (7, 'Ann')");
  }

  std::unique_ptr<sql::ResultSet> Read() const {
    return std::unique_ptr<sql::ResultSet>{statement->executeQuery(kPointRead)};
  }

  void Stream() const {
    statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
    const std::unique_ptr<sql::ResultSet> rows{statement->executeQuery(kStream)};
    while (rows->next()) {
    }
  }

  std::unique_ptr<sql::Connection> connection;
  std::unique_ptr<sql::Statement> statement;
};

}  // namespace dbspan::bench
