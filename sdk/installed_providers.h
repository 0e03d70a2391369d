#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/logs/logger_provider.h>
#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/tracer_provider.h>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The OpenTelemetry objects that exist once per process.
struct ProviderSet {
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> tracers;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> meters;
  opentelemetry::nostd::shared_ptr<opentelemetry::logs::LoggerProvider> loggers;
  opentelemetry::nostd::shared_ptr<opentelemetry::context::propagation::TextMapPropagator>
      propagator;
};

/// Installs a set of process-wide providers; the destructor restores the previous ones.
///
/// Several objects may exist and be destroyed in any order: the latest one is in effect. A provider
/// that the application has set since then stays. Safe from any thread. After `exit` has begun to
/// destroy statics, the destructor changes nothing, because those of the OpenTelemetry API may be
/// destroyed.
class InstalledProviders {
 public:
  explicit InstalledProviders(ProviderSet set);
  InstalledProviders(const InstalledProviders&) = delete;
  InstalledProviders& operator=(const InstalledProviders&) = delete;
  ~InstalledProviders();

  /// Returns whether `exit` has begun to destroy statics.
  static bool StaticsAreGone() noexcept;

 private:
  template <class Member, class Get, class Set>
  void Withdraw(Member member, const Get& get, const Set& set);

  ProviderSet set_;
  ProviderSet before_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
