#include <gtest/gtest.h>

#include "dbspan/pg/session.h"

namespace dbspan::pg {
namespace {

TEST(PgDescribeTest, TcpServersHaveAddressAndPort) {
  const auto endpoint = MakeEndpoint({"shop", "db.example", "6543"});

  EXPECT_EQ(endpoint->fields().database, "shop");
  EXPECT_EQ(endpoint->fields().server_address, "db.example");
  EXPECT_EQ(endpoint->fields().server_port, 6543);
}

TEST(PgDescribeTest, UnixSocketsAreNamedByTheirPath) {
  const auto endpoint = MakeEndpoint({"shop", "/run/postgresql", "5432"});

  EXPECT_EQ(endpoint->fields().server_address, "/run/postgresql/.s.PGSQL.5432");
  EXPECT_EQ(endpoint->fields().server_port, 0);
}

TEST(PgDescribeTest, WhatLibpqDoesNotKnowIsLeftOut) {
  const auto endpoint = MakeEndpoint({});

  EXPECT_EQ(endpoint->fields().server_address, "");
  EXPECT_EQ(endpoint->server(), "");
}

TEST(PgDescribeTest, PreparedTextIsRememberedReplacedAndForgotten) {
  Session session;
  session.Remember("a", "SELECT 1");
  session.Remember("a", "SELECT 2");

  EXPECT_EQ(session.PreparedText("a"), "SELECT 2");
  session.Forget("a");
  EXPECT_EQ(session.PreparedText("a"), "");
}

}  // namespace
}  // namespace dbspan::pg
