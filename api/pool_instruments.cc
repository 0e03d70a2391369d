#include "api/pool_instruments.h"

#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/metrics/observer_result.h>

#include <deque>
#include <utility>

#include "core/process/never_destroyed.h"
#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;

using Result = metrics::ObserverResultT<std::int64_t>;

constexpr std::string_view kScope = "dbspan.pool";

nostd::shared_ptr<metrics::Meter> MeterOf(metrics::MeterProvider& provider) noexcept {
  return provider.GetMeter(View(kScope), kVersion, View(attribute::kSchemaUrl));
}

void ObserveState(Result& result, const std::string& pool, std::string_view state,
                  std::int64_t value) {
  AttributeList attributes;
  attributes.AddText(attribute::kPoolName, pool);
  attributes.AddText(attribute::kConnectionState, state);
  result.Observe(value, attributes);
}

void ObserveKnown(Result& result, const std::string& pool, std::optional<std::int64_t> value) {
  if (!value) return;
  AttributeList attributes;
  attributes.AddText(attribute::kPoolName, pool);
  result.Observe(*value, attributes);
}

}  // namespace

PoolInstruments& PoolInstruments::Of(metrics::MeterProvider& provider) {
  static std::mutex mutex;
  static NeverDestroyed<std::deque<PoolInstruments>> all;
  auto& known = all.Get();
  const auto meter = MeterOf(provider);
  const std::lock_guard lock{mutex};
  for (PoolInstruments& candidate : known) {
    if (candidate.meter_ == meter) return candidate;
  }
  return known.emplace_back(meter);
}

bool PoolInstruments::BelongTo(metrics::MeterProvider& provider) const noexcept {
  return MeterOf(provider) == meter_;
}

PoolInstruments::PoolInstruments(nostd::shared_ptr<metrics::Meter> meter)
    : meter_(std::move(meter)),
      wait_time_(meter_->CreateDoubleHistogram(View(attribute::kPoolWaitMetric),
                                               "Time it took to get a connection from the pool.",
                                               "s")),
      create_time_(meter_->CreateDoubleHistogram(View(attribute::kPoolCreateMetric),
                                                 "Time it took to open a connection.", "s")),
      use_time_(meter_->CreateDoubleHistogram(View(attribute::kPoolUseMetric),
                                              "Time a connection was out of the pool.", "s")),
      timeouts_(meter_->CreateUInt64Counter(View(attribute::kPoolTimeoutsMetric),
                                            "Requests that gave up waiting for a connection.",
                                            "{timeout}")) {
  gauges_[0].observe = [](const std::string& pool, const PoolState& state, Result& result) {
    ObserveState(result, pool, "idle", state.idle);
    ObserveState(result, pool, "used", state.used);
  };
  gauges_[1].observe = [](const std::string& pool, const PoolState& state, Result& result) {
    ObserveKnown(result, pool, state.max);
  };
  gauges_[2].observe = [](const std::string& pool, const PoolState& state, Result& result) {
    ObserveKnown(result, pool, state.idle_min);
  };
  gauges_[3].observe = [](const std::string& pool, const PoolState& state, Result& result) {
    ObserveKnown(result, pool, state.idle_max);
  };
  gauges_[4].observe = [](const std::string& pool, const PoolState& state, Result& result) {
    ObserveKnown(result, pool, state.pending);
  };
  AddGauge(gauges_[0], attribute::kPoolCountMetric, "Connections, by their state.", "{connection}");
  AddGauge(gauges_[1], attribute::kPoolMaxMetric, "Most connections there may be.", "{connection}");
  AddGauge(gauges_[2], attribute::kPoolIdleMinMetric, "Fewest idle connections kept.",
           "{connection}");
  AddGauge(gauges_[3], attribute::kPoolIdleMaxMetric, "Most idle connections kept.",
           "{connection}");
  AddGauge(gauges_[4], attribute::kPoolPendingMetric, "Requests that wait for a connection.",
           "{request}");
}

void PoolInstruments::AddGauge(Gauge& gauge, std::string_view name, const char* description,
                               const char* unit) {
  gauge.owner = this;
  gauge.instrument = meter_->CreateInt64ObservableUpDownCounter(View(name), description, unit);
  gauge.instrument->AddCallback(&PoolInstruments::Collect, &gauge);
}

void PoolInstruments::Add(const void* pool, const std::string& name, const State& state) {
  const std::lock_guard lock{mutex_};
  pools_[pool] = {name, state};
}

void PoolInstruments::Remove(const void* pool) noexcept {
  const std::lock_guard lock{mutex_};
  pools_.erase(pool);
}

void PoolInstruments::Collect(metrics::ObserverResult result, void* gauge) noexcept try {
  const auto* observing = static_cast<const Gauge*>(gauge);
  const auto* integers = nostd::get_if<nostd::shared_ptr<Result>>(&result);
  if (integers != nullptr) observing->owner->Observe(*observing, **integers);
} catch (...) {  // no memory: this collection has no pool metrics
}

void PoolInstruments::Observe(const Gauge& gauge, Result& result) {
  const std::lock_guard lock{mutex_};
  for (const auto& [key, pool] : pools_) {
    try {
      gauge.observe(pool.name, pool.state(), result);
    } catch (...) {  // thrown by the application's `state`: this collection omits the pool
    }
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
