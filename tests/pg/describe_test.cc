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

TEST(PgDescribeTest, WhatLibpqDoesNotKnowIsLeftOut) {
  const auto endpoint = detail::pg::MakeEndpoint({});

  EXPECT_EQ(endpoint->fields().server_address, "");
  EXPECT_EQ(endpoint->server(), "");
}

}  // namespace
}  // namespace dbspan::pg
