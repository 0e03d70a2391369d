#pragma once

#include <libpq-fe.h>

#include <cstdlib>
#include <string>

#include "tests/process/case.h"

namespace dbspan::process {

/// Connects to the server of DBSPAN_TEST_PG_URL.
inline PGconn* ConnectPostgres() {
  const char* url = std::getenv("DBSPAN_TEST_PG_URL");
  PGconn* const connection = PQconnectdb(url == nullptr ? "" : url);
  if (PQstatus(connection) != CONNECTION_OK) GiveUp("no connection to Postgres");
  return connection;
}

/// Returns the first value of a result, or its error.
inline std::string ValueOf(PGresult* result) {
  const bool rows = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) > 0;
  std::string value = rows ? PQgetvalue(result, 0, 0) : PQresStatus(PQresultStatus(result));
  PQclear(result);
  return value;
}

inline std::string Ask(PGconn* connection, const char* sql) {
  return ValueOf(PQexec(connection, sql));
}

}  // namespace dbspan::process
