#pragma once

#include <opentelemetry/metrics/async_instruments.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/nostd/unique_ptr.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "dbspan/pool.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The instruments of one meter for pools, and the pools that they report on. Exists as long as the
/// process, for two reasons: if an instrument is created twice, the SDK loses the data of the
/// first; and the SDK may run the callbacks at any time.
class PoolInstruments {
 public:
  using State = std::function<PoolState()>;
  using Seconds = opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<double>>;

  /// Returns the instruments for the meter of a provider; creates them at the first call.
  static PoolInstruments& Of(opentelemetry::metrics::MeterProvider& provider);

  /// Returns whether these are the instruments of this provider.
  bool BelongTo(opentelemetry::metrics::MeterProvider& provider) const noexcept;

  explicit PoolInstruments(opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter);

  /// Add and remove a pool. Both wait for a running collection.
  void Add(const void* pool, const std::string& name, const State& state);
  void Remove(const void* pool) noexcept;

  const Seconds& wait_time() const noexcept { return wait_time_; }
  const Seconds& create_time() const noexcept { return create_time_; }
  const Seconds& use_time() const noexcept { return use_time_; }
  opentelemetry::metrics::Counter<std::uint64_t>& timeouts() const noexcept { return *timeouts_; }

 private:
  using Observable = opentelemetry::nostd::shared_ptr<opentelemetry::metrics::ObservableInstrument>;
  /// One observable instrument; `observe` reports its values for one pool: one value, or one per
  /// connection state.
  struct Gauge {
    PoolInstruments* owner = nullptr;
    void (*observe)(const std::string& pool, const PoolState& state,
                    opentelemetry::metrics::ObserverResultT<std::int64_t>& result) = nullptr;
    Observable instrument;
  };
  struct Pool {
    std::string name;
    State state;
  };

  static void Collect(opentelemetry::metrics::ObserverResult result, void* gauge) noexcept;
  void Observe(const Gauge& gauge, opentelemetry::metrics::ObserverResultT<std::int64_t>& result);
  void AddGauge(Gauge& gauge, std::string_view name, const char* description, const char* unit);

  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter_;
  Seconds wait_time_;
  Seconds create_time_;
  Seconds use_time_;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Counter<std::uint64_t>> timeouts_;
  std::array<Gauge, 5> gauges_;

  std::mutex mutex_;
  std::map<const void*, Pool> pools_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
