#include "core/span/start_attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/systems.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Attributes;
using test::AttributesAre;
using test::Number;
using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;

class StartAttributesTest : public ::testing::Test {
 protected:
  void Run(const Operation& operation) {
    const Instrumenter instrumenter{test::kClient, options_};
    instrumenter.Start([&] { return operation; }).End({});
  }

  Telemetry telemetry_;
  Options options_ = telemetry_.options();
};

TEST_F(StartAttributesTest, OldNamesOfSqlStandBesideTheNewOnes) {
  options_.conventions = Conventions::kStableAndOld;

  Run(test::Select());

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AttributesAre(
                  Attributes{{"db.system.name", Text("postgresql")},
                             {"db.namespace", Text("shop")},
                             {"server.address", Text("db.example")},
                             {"server.port", Number(5432)},
                             {"db.query.summary", Text("SELECT users")},
                             {"db.query.text", Text("SELECT * FROM users WHERE id = ?")},
                             {"db.system", Text("postgresql")},
                             {"db.name", Text("shop")},
                             {"db.operation", Text("SELECT")},
                             {"db.sql.table", Text("users")},
                             {"db.statement", Text("SELECT * FROM users WHERE id = ?")}})));
}

TEST_F(StartAttributesTest, OldNamesOfRedisHaveAnIndex) {
  options_.conventions = Conventions::kStableAndOld;
  Operation operation;
  const auto endpoint = std::make_shared<const Endpoint>(
      EndpointFields{systems::kRedis, "3", "cache.example", 6379, "", 0});
  operation.endpoint = endpoint;
  operation.name = "GET";
  operation.raw = "k";
  operation.redact = [](std::string_view, std::size_t) { return std::string{"GET k"}; };

  Run(operation);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AttributesAre(Attributes{{"db.system.name", Text("redis")},
                                                   {"db.namespace", Text("3")},
                                                   {"server.address", Text("cache.example")},
                                                   {"server.port", Number(6379)},
                                                   {"db.operation.name", Text("GET")},
                                                   {"db.query.text", Text("GET k")},
                                                   {"db.system", Text("redis")},
                                                   {"db.redis.database_index", Number(3)},
                                                   {"db.operation", Text("GET")},
                                                   {"db.statement", Text("GET k")}})));
}

TEST_F(StartAttributesTest, OldNamesLeaveTheSchemaOut) {
  options_.conventions = Conventions::kStableAndOld;
  Operation operation = test::Select();
  const auto endpoint = std::make_shared<const Endpoint>(
      EndpointFields{systems::kPostgreSql, "shop|public", "", 0, "", 0});
  operation.endpoint = endpoint;

  Run(operation);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(test::HasAttribute("db.name", Text("shop"))));
}

TEST_F(StartAttributesTest, ValuesAreNeverRecordedUnasked) {
  const std::vector<Parameter> parameters{{"0", "secret"}};
  Operation operation = test::Select();
  operation.parameters = &parameters;

  Run(operation);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(test::LacksAttribute("db.query.parameter.0")));
}

TEST_F(StartAttributesTest, OnlyTheValuesAskedForAreRecorded) {
  options_.parameters = {"1"};
  const std::vector<Parameter> parameters{{"0", "secret"}, {"1", "7"}};
  Operation operation = test::Select();
  operation.parameters = &parameters;

  Run(operation);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(test::LacksAttribute("db.query.parameter.0"),
                                test::HasAttribute("db.query.parameter.1", Text("7")))));
}

TEST_F(StartAttributesTest, OrAllOfThemCutToTheLimit) {
  options_.parameters = {"*"};
  options_.query_text_limit = 4;
  const std::vector<Parameter> parameters{{"0", "a long one"}, {"name", "b"}};
  Operation operation = test::Select();
  operation.parameters = &parameters;

  Run(operation);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(test::HasAttribute("db.query.parameter.0", Text("a lo")),
                                test::HasAttribute("db.query.parameter.name", Text("b")))));
}

}  // namespace
}  // namespace dbspan
