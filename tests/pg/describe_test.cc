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

TEST(PgDescribeTest, PreparedTextsAreBounded) {
  detail::pg::Session session;
  session.Remember("first", "SELECT 1");
  for (std::size_t i = 1; i <= detail::pg::Session::kMostPrepared; ++i) {
    session.Remember("s" + std::to_string(i), "SELECT " + std::to_string(i));
  }

  EXPECT_EQ(session.PreparedText("s" + std::to_string(detail::pg::Session::kMostPrepared)), "");
  session.Remember("first", "SELECT 2");
  EXPECT_EQ(session.PreparedText("first"), "SELECT 2");
  session.Forget("s1");
  session.Remember("another", "SELECT 3");
  EXPECT_EQ(session.PreparedText("another"), "SELECT 3");
}

TEST(PgDescribeTest, PreparedTextIsRememberedReplacedAndForgotten) {
  detail::pg::Session session;
  session.Remember("a", "SELECT 1");
  session.Remember("a", "SELECT 2");

  EXPECT_EQ(session.PreparedText("a"), "SELECT 2");
  session.Forget("a");
  EXPECT_EQ(session.PreparedText("a"), "");
}

}  // namespace
}  // namespace dbspan::pg
