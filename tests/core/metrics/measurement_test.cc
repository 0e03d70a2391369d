#include "core/metrics/measurement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Attributes;
using test::AttributesAre;
using test::Number;
using test::RecordedPoint;
using test::Select;
using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class MeasurementTest : public ::testing::Test {
 protected:
  /// Runs `sql` as an operation that ends with `outcome`.
  static void RunSql(const Instrumenter& instrumenter, const std::string& sql,
                     const Outcome& outcome = {}) {
    instrumenter
        .Start([&] {
          Operation operation = Select();
          operation.sql = sql;
          return operation;
        })
        .End(outcome);
  }

  Telemetry telemetry_;
};

TEST_F(MeasurementTest, ReturnedRowsAreAHistogramOfTheirOwn) {
  const Instrumenter instrumenter{test::kClient, telemetry_.options()};

  test::RunSelect(instrumenter);
  test::RunSelect(instrumenter);

  EXPECT_THAT(
      telemetry_.Rows(),
      ElementsAre(AllOf(Field(&RecordedPoint::count, 2), Field(&RecordedPoint::sum, 6.0),
                        test::KeepsTheMetricContract("db.client.response.returned_rows"),
                        AttributesAre(Attributes{{"db.system.name", Text("postgresql")},
                                                 {"db.namespace", Text("shop")},
                                                 {"server.address", Text("db.example")},
                                                 {"server.port", Number(5432)},
                                                 {"db.query.summary", Text("SELECT users")}}))));
}

TEST_F(MeasurementTest, TheProcedureIsOnTheDurationOnly) {
  Outcome outcome;
  outcome.returned_rows = 1;

  RunSql(Instrumenter{test::kClient, telemetry_.options()}, "CALL restock(7)", outcome);

  EXPECT_THAT(telemetry_.Durations(),
              ElementsAre(test::HasAttribute("db.stored_procedure.name", Text("restock"))));
  EXPECT_THAT(telemetry_.Rows(), ElementsAre(test::LacksAttribute("db.stored_procedure.name")));
}

TEST_F(MeasurementTest, WithoutRowsThereIsNoMeasurementOfThem) {
  Options options = telemetry_.options();
  options.rows = false;

  test::RunSelect(Instrumenter{test::kClient, options});
  RunSql(Instrumenter{test::kClient, telemetry_.options()}, "SELECT 1");

  EXPECT_THAT(telemetry_.Rows(), IsEmpty());
  EXPECT_THAT(telemetry_.Durations(), SizeIs(2));
}

TEST_F(MeasurementTest, BeyondTheLimitSeriesAreOne) {
  Options options = telemetry_.options();
  options.metric_series_limit = 2;
  const Instrumenter instrumenter{test::kClient, options};

  for (int table = 0; table < 5; ++table) {
    RunSql(instrumenter, "SELECT * FROM t" + std::to_string(table));
  }

  EXPECT_THAT(telemetry_.Durations(),
              UnorderedElementsAre(
                  test::HasAttribute("db.query.summary", Text("SELECT t0")),
                  test::HasAttribute("db.query.summary", Text("SELECT t1")),
                  AllOf(Field(&RecordedPoint::count, 3),
                        AttributesAre(Attributes{{"db.system.name", Text("postgresql")},
                                                 {"otel.metric.overflow", test::Value{true}}}))));
}

TEST_F(MeasurementTest, ErrorsAreSeriesToo) {
  Options options = telemetry_.options();
  options.metric_series_limit = 1;
  const Instrumenter instrumenter{test::kClient, options};
  Outcome failed;
  failed.status_code = "42P01";
  failed.error = Error{"42P01", "", "", false};

  RunSql(instrumenter, "SELECT * FROM t");
  RunSql(instrumenter, "SELECT * FROM t", failed);

  EXPECT_THAT(telemetry_.Durations(),
              UnorderedElementsAre(test::LacksAttribute("otel.metric.overflow"),
                                   test::HasAttribute("otel.metric.overflow", test::Value{true})));
}

TEST_F(MeasurementTest, LookupsBeyondTheLimitKeepTheirOutcome) {
  Options options = telemetry_.options();
  options.metric_series_limit = 0;
  Outcome outcome;
  outcome.hits = 2;
  outcome.misses = 1;

  RunSql(Instrumenter{test::kClient, options}, "SELECT 1", outcome);

  EXPECT_THAT(
      telemetry_.Lookups(),
      UnorderedElementsAre(AttributesAre(Attributes{{"cache.outcome", Text("hit")},
                                                    {"otel.metric.overflow", test::Value{true}}}),
                           AttributesAre(Attributes{{"cache.outcome", Text("miss")},
                                                    {"otel.metric.overflow", test::Value{true}}})));
}

}  // namespace
}  // namespace dbspan
