#pragma once

#include <string>

namespace dbspan::test {

/// Address of a server that the tests use.
struct ServerUrl {
  std::string text;  ///< The whole URL.
  std::string user;
  std::string password;
  std::string host;
  int port = 0;
  std::string database;
};

/// Parses `scheme://[user[:password]@]host[:port][/database]`. Throws std::invalid_argument, whose
/// message does not contain the password.
ServerUrl ParseUrl(const std::string& url, int default_port);

/// Return the servers to test against, from DBSPAN_TEST_PG_URL, DBSPAN_TEST_REDIS_URL and
/// DBSPAN_TEST_MYSQL_URL. If one is not set, they throw a std::runtime_error that explains how to
/// start servers, so that tests without a server fail and are never skipped.
ServerUrl PostgresServer();
ServerUrl RedisServer();
ServerUrl MySqlServer();

}  // namespace dbspan::test
