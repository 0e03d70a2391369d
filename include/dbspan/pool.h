#pragma once

#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/nostd/shared_ptr.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What a connection pool looks like at one moment; what the pool does not know stays unset.
struct PoolState {
  std::int64_t used = 0;                 ///< Connections that somebody has taken out.
  std::int64_t idle = 0;                 ///< Connections that wait in the pool.
  std::optional<std::int64_t> max;       ///< Most connections there may be.
  std::optional<std::int64_t> idle_min;  ///< Fewest idle ones it keeps.
  std::optional<std::int64_t> idle_max;  ///< Most idle ones it keeps.
  std::optional<std::int64_t> pending;   ///< Requests that wait for a connection.
};

/// Metrics of the application's own connection pool (semconv, database-metrics.md "Connection
/// pools").
///
/// The state is pulled when metrics are collected, never added up from changes, so that it cannot
/// drift. Create it after the meter provider is set up, and destroy it before the
/// pool: its destructor waits for a callback that is running. All members are safe from
/// any thread; none throws or changes what the pool does.
class PoolMetrics {
 public:
  /// `name` is `db.client.connection.pool.name`: unique in the process, of the pool's own or
  /// `host:port/database`. `state` is called on the thread that collects; one that throws is left
  /// out. `provider` is null for the process-wide one.
  PoolMetrics(
      std::string name, const std::function<PoolState()>& state,
      opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> provider = {});
  PoolMetrics(const PoolMetrics&) = delete;
  PoolMetrics& operator=(const PoolMetrics&) = delete;
  ~PoolMetrics();

  /// Somebody got a connection after waiting this long.
  void RecordWait(std::chrono::duration<double> waited) noexcept;
  /// A connection was opened, and it took this long.
  void RecordCreate(std::chrono::duration<double> took) noexcept;
  /// A connection came back after being out this long.
  void RecordUse(std::chrono::duration<double> used) noexcept;
  /// Somebody gave up waiting.
  void CountTimeout() noexcept;

 private:
  class Registration;
  std::unique_ptr<Registration> registration_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
