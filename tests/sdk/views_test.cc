#include "dbspan/sdk/views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/context/context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/sdk/metrics/data/point_data.h>
#include <opentelemetry/sdk/metrics/export/metric_producer.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/metrics/metric_reader.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/case_name.h"

namespace dbspan::sdk {
namespace {

namespace metrics = opentelemetry::sdk::metrics;

class Reader : public metrics::MetricReader {
 public:
  metrics::AggregationTemporality GetAggregationTemporality(
      metrics::InstrumentType /*type*/) const noexcept override {
    return metrics::AggregationTemporality::kCumulative;
  }

 private:
  bool OnForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool OnShutDown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
};

struct BucketsCase {
  std::string rule;
  const char* scope;
  const char* instrument;
  const char* unit;
  std::vector<double> boundaries;
};

class ViewsTest : public ::testing::TestWithParam<BucketsCase> {};

TEST_P(ViewsTest, SetsTheBuckets) {
  const BucketsCase& given = GetParam();
  metrics::MeterProvider provider;
  const auto reader = std::make_shared<Reader>();
  provider.AddMetricReader(reader);
  AddDurationViews(provider);
  const auto meter = provider.GetMeter(given.scope, "1");
  if (given.unit == std::string{"s"}) {
    meter->CreateDoubleHistogram(given.instrument, "", given.unit)
        ->Record(0.002, opentelemetry::context::Context{});
  } else {
    meter->CreateUInt64Histogram(given.instrument, "", given.unit)
        ->Record(2, opentelemetry::context::Context{});
  }

  std::vector<double> boundaries;
  reader->Collect([&](metrics::ResourceMetrics& resource) {
    const auto& point =
        resource.scope_metric_data_.at(0).metric_data_.at(0).point_data_attr_.at(0).point_data;
    boundaries = opentelemetry::nostd::get<metrics::HistogramPointData>(point).boundaries_;
    return true;
  });

  EXPECT_EQ(boundaries, given.boundaries);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, ViewsTest,
    ::testing::Values(BucketsCase{"durations as in the conventions",
                                  "dbspan.pg",
                                  "db.client.operation.duration",
                                  "s",
                                  {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10}},
                      BucketsCase{"finer ones for Redis",
                                  "dbspan.redis",
                                  "db.client.operation.duration",
                                  "s",
                                  {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                   0.05, 0.1, 0.5, 1, 5, 10}},
                      BucketsCase{"rows as in the conventions",
                                  "dbspan.mysql",
                                  "db.client.response.returned_rows",
                                  "{row}",
                                  {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000}}),
    test::CaseName{});

}  // namespace
}  // namespace dbspan::sdk
