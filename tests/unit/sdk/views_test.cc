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
#include <vector>

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

TEST(ViewsTest, TheDurationHasTheBucketsOfTheConventions) {
  metrics::MeterProvider provider;
  const auto reader = std::make_shared<Reader>();
  provider.AddMetricReader(reader);
  AddDurationViews(provider);
  const auto meter = provider.GetMeter("dbspan.pg", "1");
  meter->CreateDoubleHistogram("db.client.operation.duration", "", "s")
      ->Record(0.002, opentelemetry::context::Context{});

  std::vector<double> boundaries;
  reader->Collect([&](metrics::ResourceMetrics& resource) {
    const auto& point =
        resource.scope_metric_data_.at(0).metric_data_.at(0).point_data_attr_.at(0).point_data;
    boundaries = opentelemetry::nostd::get<metrics::HistogramPointData>(point).boundaries_;
    return true;
  });

  EXPECT_THAT(boundaries, ::testing::ElementsAre(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10));
}

}  // namespace
}  // namespace dbspan::sdk
