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

/// Processing of the spans.
enum class Spans {
  kNone,       ///< No provider.
  kUnsampled,  ///< The sampler rejects every span.
  kNull,       ///< Recorded by the SDK, and discarded when they end.
  kWire,       ///< Recorded as OTLP (dbspan::sdk::WireExporter), and discarded when they end.
  kOtlp,       ///< Batched by the SDK and sent by OTLP/HTTP.
  kWireOtlp,   ///< Recorded as OTLP, batched by dbspan::sdk's processor, sent by OTLP/HTTP.
};

/// OpenTelemetry providers for one kind of processing. The SDK aggregates metrics, but nothing
/// collects them.
class Telemetry {
 public:
  /// Exports to `receiver`; if it is empty, to a sink in this process. `queue` is the number of
  /// spans that may wait to be exported; further spans are dropped.
  Telemetry(Spans spans, bool metrics, const std::string& receiver = {}, std::size_t queue = 65536);

  const opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>& tracers() const {
    return tracers_;
  }
  const opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider>& meters() const {
    return meters_;
  }
  /// Returns the default options with these providers.
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
