#include "dbspan/sdk/views.h"

#include <opentelemetry/sdk/metrics/aggregation/aggregation_config.h>
#include <opentelemetry/sdk/metrics/instruments.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/metrics/view/instrument_selector_factory.h>
#include <opentelemetry/sdk/metrics/view/meter_selector_factory.h>
#include <opentelemetry/sdk/metrics/view/view_factory.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "known_systems.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace metrics = opentelemetry::sdk::metrics;

struct Buckets {
  const char* instrument;
  const char* description;
  const char* unit;
  const double* first;
  const double* last;
};

template <std::size_t N>
constexpr Buckets BucketsOf(const char* instrument, const char* description, const char* unit,
                            const double (&limits)[N]) {
  return {instrument, description, unit, limits, limits + N};
}

// Constants, so that they are initialized before all statics. Source of the limits: semconv,
// database-metrics.md.
constexpr double kRowsLimits[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000};

constexpr Buckets kRows =
    BucketsOf("db.client.response.returned_rows", "Rows returned by database client operations.",
              "{row}", kRowsLimits);

// Creates a view with either signature: older versions of the SDK take a unit, later ones use that
// of the instrument.
template <class Factory>
auto ViewOf(const Buckets& buckets, std::shared_ptr<metrics::AggregationConfig> config,
            int /*first*/)
    -> decltype(Factory::Create(buckets.instrument, buckets.description, buckets.unit,
                                metrics::AggregationType::kHistogram, config)) {
  return Factory::Create(buckets.instrument, buckets.description, buckets.unit,
                         metrics::AggregationType::kHistogram, std::move(config));
}
template <class Factory>
auto ViewOf(const Buckets& buckets, std::shared_ptr<metrics::AggregationConfig> config,
            long /*second*/) -> decltype(Factory::Create(buckets.instrument)) {
  return Factory::Create(buckets.instrument, buckets.description,
                         metrics::AggregationType::kHistogram, std::move(config));
}

void AddView(metrics::MeterProvider& provider, const std::string& scope, const Buckets& buckets) {
  auto config = std::make_shared<metrics::HistogramAggregationConfig>();
  config->boundaries_.assign(buckets.first, buckets.last);
  provider.AddView(metrics::InstrumentSelectorFactory::Create(metrics::InstrumentType::kHistogram,
                                                              buckets.instrument, buckets.unit),
                   metrics::MeterSelectorFactory::Create(scope, "", ""),
                   ViewOf<metrics::ViewFactory>(buckets, std::move(config), 0));
}

}  // namespace

void AddDurationViews(metrics::MeterProvider& provider) {
  for (const detail::SystemTraits* system : kKnownSystems) {
    const std::string scope{system->scope};
    AddView(provider, scope,
            {"db.client.operation.duration", "Duration of database client operations.", "s",
             system->duration_buckets.begin(), system->duration_buckets.end()});
    AddView(provider, scope, kRows);
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
