#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/logs/logger_provider.h>
#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/tracer_provider.h>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What a process has one of at a time.
struct ProviderSet {
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> tracers;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> meters;
  opentelemetry::nostd::shared_ptr<opentelemetry::logs::LoggerProvider> loggers;
  opentelemetry::nostd::shared_ptr<opentelemetry::context::propagation::TextMapPropagator>
      propagator;
};

/// Makes a set the process-wide one; when destroyed, brings back what was there before.
///
/// Several may live, and end in any order: the latest that lives is in effect, unless the
/// application has set a provider of its own since, which stays. Safe from any thread. Once `exit`
/// has begun to destroy statics it changes nothing, because those of the OpenTelemetry API may be
/// gone.
class InstalledProviders {
 public:
  explicit InstalledProviders(ProviderSet set);
  InstalledProviders(const InstalledProviders&) = delete;
  InstalledProviders& operator=(const InstalledProviders&) = delete;
  ~InstalledProviders();

  /// Tells whether `exit` has begun to destroy statics.
  static bool StaticsAreGone() noexcept;

 private:
  template <class Member, class Get, class Set>
  void Withdraw(Member member, const Get& get, const Set& set);

  ProviderSet set_;
  ProviderSet before_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
