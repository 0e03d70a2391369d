#include "dbspan/system.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/span/span_name.h"
#include "core/span/start_attributes.h"
#include "core/span/system_traits.h"
#include "core/sql/health_check.h"
#include "core/sql/session_set_up.h"
#include "dbspan/detail/named_operation.h"
#include "dbspan/endpoint.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "tests/support/systems.h"

namespace dbspan {
namespace {

constexpr std::string_view kSetUp[] = {"GREET"};
constexpr std::string_view kChecks[] = {"ARE YOU THERE"};

/// A system that dbspan does not trace.
constexpr detail::SystemTraits kNumbered = [] {
  detail::SystemTraits traits{"numbered", "numbered", "NUMBERED"};
  traits.namespace_kind = detail::NamespaceKind::kIndex;
  traits.old_namespace_key = "db.numbered.index";
  traits.set_up_operations = kSetUp;
  traits.health_checks = kChecks;
  return traits;
}();

EndpointPtr At(System system, const char* database) {
  return std::make_shared<const Endpoint>(EndpointFields{system, database, "host", 1, "", 0});
}

TEST(SystemTest, WhatNobodyHasNamedIsAnotherSqlDatabase) {
  EXPECT_EQ(System{}.name(), "other_sql");
  EXPECT_EQ(EndpointFields{}.system, System{});
}

TEST(SystemTest, EqualNamesAreOneSystem) {
  static constexpr detail::SystemTraits kAgain{"redis", "", ""};

  EXPECT_EQ(System{kAgain}, systems::kRedis);
  EXPECT_NE(systems::kMySql, systems::kMariaDb);
}

TEST(SystemTest, IndexIsNoTargetOfASpanName) {
  const EndpointPtr endpoint = At(System{kNumbered}, "3");

  EXPECT_EQ((SpanName{detail::NamedOperation(endpoint, "FETCH"), nullptr}.view()), "FETCH host:1");
}

TEST(SystemTest, OldNameOfTheNamespaceIsTheSystemsOwn) {
  const EndpointPtr endpoint = At(System{kNumbered}, "3");
  const Operation operation = detail::NamedOperation(endpoint, "FETCH");
  Options options;
  options.conventions = Conventions::kStableAndOld;

  std::int64_t index = -1;
  bool has_name = false;
  const StartAttributes attributes{operation, nullptr, options};
  attributes.ForEachKeyValue([&](auto key, const auto& value) noexcept {
    if (key == "db.numbered.index") index = opentelemetry::nostd::get<std::int64_t>(value);
    if (key == "db.name") has_name = true;
    return true;
  });

  EXPECT_EQ(index, 3);
  EXPECT_FALSE(has_name);
}

TEST(SystemTest, SetUpAndHealthChecksAreThoseOfTheSystem) {
  const EndpointPtr numbered = At(System{kNumbered}, "3");
  const EndpointPtr redis = At(systems::kRedis, "3");

  EXPECT_TRUE(SetsSessionUp(detail::NamedOperation(numbered, "greet")));
  EXPECT_FALSE(SetsSessionUp(detail::NamedOperation(redis, "greet")));
  EXPECT_TRUE(IsHealthCheck(detail::NamedOperation(numbered, "are you there")));
  EXPECT_FALSE(IsHealthCheck(detail::NamedOperation(numbered, "ping")));
  EXPECT_TRUE(IsHealthCheck(detail::NamedOperation(redis, "ping")));
}

TEST(SystemTest, SelectOneIsAHealthCheckHoweverItIsWritten) {
  const EndpointPtr endpoint = At(systems::kPostgreSql, "shop");
  const auto is_check = [&](std::string_view sql) {
    Operation operation;
    operation.endpoint = endpoint;
    operation.sql = sql;
    return IsHealthCheck(operation);
  };

  for (const char* sql : {"SELECT 1", " select\t1 ; ", "Select\n1;", "SELECT  1"}) {
    EXPECT_TRUE(is_check(sql)) << sql;
  }
  for (const char* sql : {"", " ", "SELECT", "SELECT ", "SELECT1", "SELECT 11", "SELECT 1;;",
                          "SELECT 1 1", "SELECT 2", "xSELECT 1", ";SELECT 1", "SELECT ;1"}) {
    EXPECT_FALSE(is_check(sql)) << sql;
  }
}

}  // namespace
}  // namespace dbspan
