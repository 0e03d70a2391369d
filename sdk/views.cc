#include "dbspan/sdk/views.h"

#include <opentelemetry/sdk/metrics/aggregation/aggregation_config.h>
#include <opentelemetry/sdk/metrics/instruments.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/metrics/view/instrument_selector_factory.h>
#include <opentelemetry/sdk/metrics/view/meter_selector_factory.h>
#include <opentelemetry/sdk/metrics/view/view_factory.h>

#include <memory>
#include <utility>

namespace dbspan::sdk {

namespace metrics = opentelemetry::sdk::metrics;

void AddDurationViews(metrics::MeterProvider& provider) {
  auto buckets = std::make_shared<metrics::HistogramAggregationConfig>();
  buckets->boundaries_ = {0.001, 0.005, 0.01, 0.05, 0.1,
                          0.5,   1,     5,    10};  // semconv, database-metrics.md
  provider.AddView(metrics::InstrumentSelectorFactory::Create(metrics::InstrumentType::kHistogram,
                                                              "db.client.operation.duration", "s"),
                   metrics::MeterSelectorFactory::Create("", "", ""),
                   metrics::ViewFactory::Create(
                       "db.client.operation.duration", "Duration of database client operations.",
                       "s", metrics::AggregationType::kHistogram, std::move(buckets)));
}

}  // namespace dbspan::sdk
