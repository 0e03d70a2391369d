#pragma once

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <memory>

#include "tests/support/servers.h"

namespace dbspan::recorder {

using PgPtr = std::unique_ptr<PGconn, decltype(&PQfinish)>;

inline PgPtr Connect() {
  PgPtr connection{PQconnectdb(test::PostgresServer().text.c_str()), &PQfinish};
  EXPECT_EQ(PQstatus(connection.get()), CONNECTION_OK) << PQerrorMessage(connection.get());
  return connection;
}

}  // namespace dbspan::recorder
