#pragma once

#include <memory>
#include <string>

namespace dbspan::test {

/// A connection of the client that a program tests.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;
  /// Sends a query to the server and returns the answer.
  virtual std::string Ask() = 0;
};

/// Connects to the server of DBSPAN_TEST_PG_URL, DBSPAN_TEST_REDIS_URL or DBSPAN_TEST_MYSQL_URL.
/// Each client's source defines it.
std::unique_ptr<Connection> Connect();

}  // namespace dbspan::test
