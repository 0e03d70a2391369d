#pragma once

#include <array>
#include <set>
#include <string>

namespace dbspan::cli {

/// A client library, and a function by which the client is recognized if it is linked statically.
struct KnownClient {
  const char* library;  ///< Beginning of the library's file name.
  const char* function;
  const char* name;
  const char* target;
  const char* message;  ///< A message of the client, in programs that hide its functions.
};

inline constexpr std::array<KnownClient, 3> kKnownClients{
    {{"libpq.so.", "PQexec", "libpq", "dbspan::libpq", "server closed the connection unexpectedly"},
     {"libhiredis.so.", "redisCommand", "hiredis", "dbspan::hiredis",
      "Protocol error, got %s as reply type byte"},
     {"libmariadb.so.", "mysql_real_query", "the C API of MariaDB", "dbspan::mysqlclient",
      "Lost connection to server during query"}}};

/// Returns the functions of the clients above.
inline const std::set<std::string>& KnownFunctions() {
  static const std::set<std::string> names{"PQexec", "redisCommand", "mysql_real_query"};
  return names;
}

}  // namespace dbspan::cli
