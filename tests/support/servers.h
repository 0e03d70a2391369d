#pragma once

#include <string>

namespace dbspan::test {

/// Address of a server that the tests use.
struct ServerUrl {
  std::string text;  ///< As given.
  std::string user;
  std::string password;
  std::string host;
  int port = 0;
  std::string database;
};

/// `scheme://[user[:password]@]host[:port][/database]`. Throws std::invalid_argument that says what
/// is wrong, without repeating the password.
ServerUrl ParseUrl(const std::string& url, int default_port);

/// The servers to test against: DBSPAN_TEST_PG_URL, DBSPAN_TEST_REDIS_URL, DBSPAN_TEST_MYSQL_URL.
/// Throws std::runtime_error that says how to get servers; tests that need one fail, they are never
/// skipped.
ServerUrl PostgresServer();
ServerUrl RedisServer();
ServerUrl MySqlServer();

}  // namespace dbspan::test
