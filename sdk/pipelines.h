#pragma once

#include <opentelemetry/sdk/logs/logger_provider.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>

#include <chrono>
#include <memory>
#include <string>

#include "dbspan/sdk/setup.h"
#include "dbspan/version.h"
#include "sdk/environment.h"
#include "sdk/installed_providers.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The providers of the three signals, installed process-wide during the lifetime of the object.
class Providers::Pipelines {
 public:
  Pipelines(const std::string& service, const Setup& setup, const Environment& environment);
  Pipelines(const Pipelines&) = delete;
  Pipelines& operator=(const Pipelines&) = delete;
  ~Pipelines();

  /// The address of the tracer provider.
  const void* tracers() const noexcept { return tracers_.get(); }
  /// Restores the previous providers.
  void Uninstall();
  /// Exports the remaining data within the exit timeout, of which `spent` has already passed; later
  /// data is lost. Returns whether the export has finished. If it has not, it continues and shares
  /// ownership of the pipelines.
  static bool ShutDown(const std::shared_ptr<Pipelines>& pipelines,
                       std::chrono::nanoseconds spent) noexcept;
  bool Flush(std::chrono::microseconds timeout) noexcept;
  /// Flushes; returns at the end of the flush or of the exit timeout.
  static void FlushWithin(const std::shared_ptr<Pipelines>& pipelines,
                          std::chrono::nanoseconds spent) noexcept;

 private:
  void ShutDownAll() noexcept;
  void FlushAll() noexcept;
  static bool RunWithinLimit(const std::shared_ptr<Pipelines>& pipelines,
                             std::chrono::nanoseconds spent,
                             void (Pipelines::*work)() noexcept) noexcept;

  const std::chrono::milliseconds exit_timeout_;
  std::unique_ptr<InstalledProviders> installed_;
  std::shared_ptr<opentelemetry::sdk::trace::TracerProvider> tracers_;
  std::shared_ptr<opentelemetry::sdk::metrics::MeterProvider> meters_;
  std::shared_ptr<opentelemetry::sdk::logs::LoggerProvider> loggers_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
