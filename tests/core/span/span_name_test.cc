#include "core/span/span_name.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/systems.h"

namespace dbspan {
namespace {

EndpointPtr At(System system, std::string database, std::string server) {
  return std::make_shared<const Endpoint>(
      EndpointFields{system, std::move(database), std::move(server), 1, "", 0});
}

std::string NameOf(const Operation& operation, std::string summary = "") {
  const Statement statement{"", std::move(summary), ""};
  return std::string{SpanName{operation, &statement}.view()};
}

TEST(SpanNameTest, TheSummaryComesFirst) {
  Operation operation;
  const EndpointPtr endpoint = At(systems::kMySql, "shop", "db");
  operation.endpoint = endpoint;
  operation.name = "x";

  EXPECT_EQ(NameOf(operation, "SELECT users"), "SELECT users");
}

TEST(SpanNameTest, TargetsInOrder) {
  Operation operation;
  const EndpointPtr endpoint = At(systems::kMySql, "shop", "db");
  operation.endpoint = endpoint;
  operation.name = "COPY";
  EXPECT_EQ(NameOf(operation), "COPY shop");
  operation.procedure = "restock";
  EXPECT_EQ(NameOf(operation), "COPY restock");
  operation.collection = "stock";
  EXPECT_EQ(NameOf(operation), "COPY stock");
}

TEST(SpanNameTest, TheRedisDatabaseIsNoTarget) {
  Operation operation;
  const EndpointPtr endpoint = At(systems::kRedis, "0", "cache");
  operation.endpoint = endpoint;
  operation.name = "GET";

  EXPECT_EQ(NameOf(operation), "GET cache:1");
}

TEST(SpanNameTest, WithoutOperationTheTargetIsTheName) {
  Operation operation;
  const EndpointPtr endpoint = At(systems::kPostgreSql, "shop", "db");
  operation.endpoint = endpoint;

  EXPECT_EQ(NameOf(operation), "shop");
}

TEST(SpanNameTest, WithoutAnythingTheSystemIsTheName) {
  Operation operation;
  const EndpointPtr endpoint = At(systems::kPostgreSql, "", "");
  operation.endpoint = endpoint;

  EXPECT_EQ(NameOf(operation), "postgresql");
}

TEST(SpanNameTest, WithoutATargetTheOperationStandsAlone) {
  Operation operation;
  const EndpointPtr endpoint = At(systems::kRedis, "0", "");
  operation.endpoint = endpoint;
  operation.name = "HMSET";

  EXPECT_EQ(NameOf(operation), "HMSET");
}

TEST(SpanNameTest, ATargetThatDoesNotFitIsLeftOut) {
  Operation operation;
  const EndpointPtr endpoint = At(systems::kRedis, "0", std::string(300, 'x'));
  operation.endpoint = endpoint;
  operation.name = "GET";

  EXPECT_EQ(NameOf(operation), "GET");
}

}  // namespace
}  // namespace dbspan
