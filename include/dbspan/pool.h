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

/// State of a connection pool at one moment. Leave unset what the pool cannot report.
struct PoolState {
  std::int64_t used = 0;                 ///< Connections that are checked out.
  std::int64_t idle = 0;                 ///< Connections in the pool that are not in use.
  std::optional<std::int64_t> max;       ///< Maximum number of connections.
  std::optional<std::int64_t> idle_min;  ///< Minimum number of idle connections.
  std::optional<std::int64_t> idle_max;  ///< Maximum number of idle connections.
  std::optional<std::int64_t> pending;   ///< Requests waiting for a connection.
};

/// Metrics of the application's connection pool (semconv, database-metrics.md "Connection pools").
///
/// The state is read when metrics are collected, not accumulated from changes, so it cannot drift.
/// Create the object after the meter provider is set up, and destroy it before the pool: the
/// destructor waits for a running callback. All members are safe from any thread; none throws or
/// changes the behavior of the pool.
class PoolMetrics {
 public:
  /// `name` becomes `db.client.connection.pool.name`; it must be unique in the process, for example
  /// the pool's own name or `host:port/database`. `state` is called on the thread that collects
  /// metrics; if it throws, this collection omits the pool. `provider`: null means the process-wide
  /// one.
  PoolMetrics(
      std::string name, const std::function<PoolState()>& state,
      opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> provider = {});
  PoolMetrics(const PoolMetrics&) = delete;
  PoolMetrics& operator=(const PoolMetrics&) = delete;
  ~PoolMetrics();

  /// Records the time that a request waited for its connection.
  void RecordWait(std::chrono::duration<double> waited) noexcept;
  /// Records the time it took to open a connection.
  void RecordCreate(std::chrono::duration<double> took) noexcept;
  /// Records the time that a connection was checked out.
  void RecordUse(std::chrono::duration<double> used) noexcept;
  /// Counts a request that gave up waiting.
  void CountTimeout() noexcept;

 private:
  class Registration;
  std::unique_ptr<Registration> registration_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
