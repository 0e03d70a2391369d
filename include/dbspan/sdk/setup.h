#pragma once

#include <opentelemetry/version.h>

#include <iosfwd>
#include <memory>
#include <string>

OPENTELEMETRY_BEGIN_NAMESPACE
namespace sdk::metrics {
class MeterProvider;
}
namespace sdk::trace {
class TracerProvider;
}
OPENTELEMETRY_END_NAMESPACE

namespace dbspan::sdk {

/// What `setup` cannot take from the standard `OTEL_*` variables.
struct Setup {
  std::string service;  ///< `service.name`; `OTEL_SERVICE_NAME` wins.
  std::ostream* tree =
      nullptr;  ///< Where finished traces are drawn as trees; must outlive the providers.
};

/// The OpenTelemetry providers of the process. Flushes and takes itself down when it is destroyed.
class Providers {
 public:
  explicit Providers(const Setup& setup);
  Providers(const Providers&) = delete;
  Providers& operator=(const Providers&) = delete;
  ~Providers();

 private:
  std::shared_ptr<opentelemetry::sdk::trace::TracerProvider> tracers_;
  std::shared_ptr<opentelemetry::sdk::metrics::MeterProvider> meters_;
};

/// Makes the process export its spans and metrics, and returns what keeps that going.
///
/// OTLP/HTTP if `OTEL_EXPORTER_OTLP_ENDPOINT` is set; `db.client.operation.duration` gets the
/// buckets that semconv advises (the 1.19 API cannot advise any). Call once, at the start of
/// `main`.
[[nodiscard]] std::unique_ptr<Providers> setup(const Setup& setup);

}  // namespace dbspan::sdk
