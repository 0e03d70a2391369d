#pragma once

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/tracer.h>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "bench/telemetry.h"

namespace dbspan::bench {

/// What a careful engineer writes around a call with nothing but the OpenTelemetry API: tracer and
/// instruments kept, one list of attributes, the span current during the call, the same clock for
/// both.
class ByHand {
 public:
  using Attributes = std::initializer_list<
      std::pair<opentelemetry::nostd::string_view, opentelemetry::common::AttributeValue>>;
  using Context = opentelemetry::context::Context;

  ByHand(const Telemetry& telemetry, bool metrics)
      : tracer_(telemetry.tracers()->GetTracer("by_hand")), metrics_(metrics) {
    options_.kind = opentelemetry::trace::SpanKind::kClient;
    if (metrics) {
      meter_ = telemetry.meters()->GetMeter("by_hand");
      duration_ = meter_->CreateDoubleHistogram("db.client.operation.duration", "", "s");
      rows_ = meter_->CreateUInt64Histogram("db.client.response.returned_rows", "", "{row}");
      lookups_ = meter_->CreateUInt64Counter("dbspan.cache.lookups", "", "{item}");
    }
  }

  /// `measured` are the attributes of the metrics; `observe` adds what is known at the end to the
  /// span, `measure` to the metrics beside the duration.
  template <class Call, class Observe, class Measure>
  auto Run(opentelemetry::nostd::string_view name, Attributes span_attributes, Attributes measured,
           Call&& call, Observe&& observe, Measure&& measure) const {
    const auto start = std::chrono::steady_clock::now();
    const auto span = tracer_->StartSpan(name, span_attributes, options_);
    const opentelemetry::trace::Scope scope{span};
    auto result = call();
    if (span->IsRecording()) observe(*span, result);
    span->End();
    if (metrics_) {
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      const auto context = opentelemetry::context::RuntimeContext::GetCurrent();
      duration_->Record(took.count(), measured, context);
      measure(*this, result, measured, context);
    }
    return result;
  }

  auto& rows() const noexcept { return *rows_; }
  auto& lookups() const noexcept { return *lookups_; }

 private:
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer_;
  opentelemetry::trace::StartSpanOptions options_;
  bool metrics_;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter_;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<double>> duration_;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<std::uint64_t>> rows_;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Counter<std::uint64_t>> lookups_;
};

}  // namespace dbspan::bench
