#pragma once

#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/tracer_provider.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "dbspan/options.h"
#include "tests/support/http_sink.h"

namespace dbspan::bench {

/// What becomes of the spans.
enum class Spans {
  kNone,       ///< No provider at all.
  kUnsampled,  ///< A sampler that says no.
  kNull,       ///< Recorded the SDK's way and thrown away at their end.
  kWire,       ///< The same, recorded as OTLP (dbspan::sdk::WireExporter).
  kOtlp,       ///< Batched by the SDK and sent by OTLP/HTTP.
  kWireOtlp,   ///< Recorded as OTLP, batched by dbspan::sdk's processor, and sent the same way.
};

/// Providers of one kind. With metrics, they are aggregated by the SDK and collected by nobody.
class Telemetry {
 public:
  /// Exports to `receiver`; without one, to a sink in this process. `queue` is how many spans may
  /// wait to be exported; those beyond are dropped.
  Telemetry(Spans spans, bool metrics, const std::string& receiver = {}, std::size_t queue = 65536);

  const opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>& tracers() const {
    return tracers_;
  }
  const opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider>& meters() const {
    return meters_;
  }
  /// The defaults, with these providers.
  Options options() const;
  /// Exports the spans that have ended.
  void Flush() const;

 private:
  bool metrics_;
  std::unique_ptr<test::HttpSink> sink_;
  std::shared_ptr<opentelemetry::sdk::trace::TracerProvider> recording_;  // null for kNone
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> tracers_;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> meters_;
};

}  // namespace dbspan::bench
