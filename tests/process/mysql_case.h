#pragma once

#include <mysql.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/process/case.h"

namespace dbspan::process {

/// Connects to the server of DBSPAN_TEST_MYSQL_URL (mysql://user:password@host:port/schema).
inline MYSQL* ConnectMySql() {
  char user[64];
  char password[64];
  char host[64];
  char schema[64];
  unsigned port = 0;
  const char* url = std::getenv("DBSPAN_TEST_MYSQL_URL");
  if (url == nullptr || std::sscanf(url, "mysql://%63[^:]:%63[^@]@%63[^:]:%u/%63s", user, password,
                                    host, &port, schema) != 5) {
    GiveUp("DBSPAN_TEST_MYSQL_URL is not set");
  }
  MYSQL* const connection = mysql_init(nullptr);
  const unsigned int enabled = 1;
  mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &enabled);
  if (mysql_real_connect(connection, host, user, password, schema, port, nullptr, 0) == nullptr) {
    GiveUp(std::string{"no connection to MariaDB: "} + mysql_error(connection));
  }
  return connection;
}

/// Executes a statement and returns the first value of its result, or the number of the error.
inline std::string Ask(MYSQL* connection, const char* sql) {
  if (mysql_query(connection, sql) != 0) return std::to_string(mysql_errno(connection));
  MYSQL_RES* const result = mysql_store_result(connection);
  if (result == nullptr) return "done";
  MYSQL_ROW row = mysql_fetch_row(result);
  std::string value = row == nullptr || row[0] == nullptr ? "nothing" : row[0];
  mysql_free_result(result);
  return value;
}

}  // namespace dbspan::process
