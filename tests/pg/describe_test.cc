#include <gtest/gtest.h>

#include <string>

#include "dbspan/detail/pg/state.h"
#include "pg/describe.h"

namespace dbspan::pg {
namespace {

TEST(PgDescribeTest, TcpServersHaveAddressAndPort) {
  const auto endpoint = detail::pg::MakeEndpoint({"shop", "db.example", "6543"});

  EXPECT_EQ(endpoint->fields().database, "shop");
  EXPECT_EQ(endpoint->fields().server_address, "db.example");
  EXPECT_EQ(endpoint->fields().server_port, 6543);
}

TEST(PgDescribeTest, UnixSocketsAreNamedByTheirPath) {
  const auto endpoint = detail::pg::MakeEndpoint({"shop", "/run/postgresql", "5432"});

  EXPECT_EQ(endpoint->fields().server_address, "/run/postgresql/.s.PGSQL.5432");
  EXPECT_EQ(endpoint->fields().server_port, 0);
}

TEST(PgDescribeTest, IfThePortIsNoNumberNothingOfTheServerIsKnown) {
  for (const char* port : {"12@db", "S3CRET", "65536", "0", "-1"}) {
    const auto endpoint = detail::pg::MakeEndpoint({"shop", "bob", port, "public"});

    EXPECT_EQ(endpoint->fields().database, "") << port;
    EXPECT_EQ(endpoint->fields().server_address, "") << port;
    EXPECT_EQ(endpoint->fields().server_port, 0) << port;
  }
}

TEST(PgDescribeTest, AnAddressInTheDatabaseLeavesNothingOfTheServer) {
  const auto endpoint = detail::pg::MakeEndpoint({"more@127.0.0.1/db", "S3CRET", "5432"});

  EXPECT_EQ(endpoint->fields().database, "");
  EXPECT_EQ(endpoint->server(), "");
}

TEST(PgDescribeTest, WhatLibpqDoesNotKnowIsLeftOut) {
  const auto endpoint = detail::pg::MakeEndpoint({});

  EXPECT_EQ(endpoint->fields().server_address, "");
  EXPECT_EQ(endpoint->server(), "");
}

}  // namespace
}  // namespace dbspan::pg
