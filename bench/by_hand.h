#pragma once

#include <opentelemetry/common/key_value_iterable_view.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/tracer.h>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "bench/telemetry.h"

namespace dbspan::bench {

/// The code that an engineer writes around a call with the OpenTelemetry API alone: the span is
/// current during the call, and span and metrics have the attributes that dbspan records.
class ByHand {
 public:
  enum class Style {
    kCareful,       ///< Keeps the tracer and passes one list of attributes.
    kAsDocumented,  ///< Fetches the tracer for each call, sets attributes singly, maps of labels.
  };
  using Attributes = std::initializer_list<
      std::pair<opentelemetry::nostd::string_view, opentelemetry::common::AttributeValue>>;
  using Context = opentelemetry::context::Context;

  ByHand(const Telemetry& telemetry, bool metrics, Style style = Style::kCareful)
      : tracers_(telemetry.tracers()),
        tracer_(tracers_->GetTracer("by_hand")),
        metrics_(metrics),
        style_(style) {
    options_.kind = opentelemetry::trace::SpanKind::kClient;
    if (metrics) {
      meter_ = telemetry.meters()->GetMeter("by_hand");
      duration_ = meter_->CreateDoubleHistogram("db.client.operation.duration", "", "s");
      rows_ = meter_->CreateUInt64Histogram("db.client.response.returned_rows", "", "{row}");
      lookups_ = meter_->CreateUInt64Counter("dbspan.cache.lookups", "", "{item}");
    }
  }

  /// Makes a call below a span. `measured` are the attributes of the metrics. `observe` adds the
  /// attributes of the result to the span; `measure` records the metrics of the result, in addition
  /// to the duration.
  template <class Call, class Observe, class Measure>
  auto Run(opentelemetry::nostd::string_view name, Attributes span_attributes, Attributes measured,
           Call&& call, Observe&& observe, Measure&& measure) const {
    const auto start = std::chrono::steady_clock::now();
    const auto span = StartSpan(name, span_attributes);
    const opentelemetry::trace::Scope scope{span};
    auto result = call();
    if (span->IsRecording()) observe(*span, result);
    span->End();
    if (metrics_) {
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      const auto context = opentelemetry::context::RuntimeContext::GetCurrent();
      Add(*duration_, &opentelemetry::metrics::Histogram<double>::Record, took.count(), measured,
          context);
      measure(*this, result, measured, context);
    }
    return result;
  }

  void RecordRows(std::uint64_t rows, Attributes measured, const Context& context) const {
    Add(*rows_, &opentelemetry::metrics::Histogram<std::uint64_t>::Record, rows, measured, context);
  }
  void CountLookup(Attributes measured, const Context& context) const {
    Add(*lookups_, &opentelemetry::metrics::Counter<std::uint64_t>::Add, std::uint64_t{1}, measured,
        context);
  }

 private:
  using SpanPtr = opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span>;
  using Labels = std::map<std::string, opentelemetry::common::AttributeValue>;

  SpanPtr StartSpan(opentelemetry::nostd::string_view name, Attributes attributes) const {
    if (style_ == Style::kCareful) return tracer_->StartSpan(name, attributes, options_);
    SpanPtr span = tracers_->GetTracer("by_hand")->StartSpan(name, options_);
    for (const auto& [key, value] : attributes) span->SetAttribute(key, value);
    return span;
  }

  /// Records a value. `add` is the member function of the instrument that takes it.
  template <class Instrument, class Value>
  void Add(Instrument& instrument,
           void (Instrument::*add)(Value, const opentelemetry::common::KeyValueIterable&,
                                   const Context&),
           Value value, Attributes measured, const Context& context) const {
    if (style_ == Style::kCareful) {
      const opentelemetry::nostd::span<const Attributes::value_type> list{measured.begin(),
                                                                          measured.end()};
      (instrument.*add)(value, opentelemetry::common::KeyValueIterableView<decltype(list)>{list},
                        context);
      return;
    }
    Labels labels;
    for (const auto& [key, label] : measured) labels[std::string{key}] = label;
    (instrument.*add)(value, opentelemetry::common::KeyValueIterableView<Labels>{labels}, context);
  }

  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> tracers_;
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer_;
  opentelemetry::trace::StartSpanOptions options_;
  bool metrics_;
  Style style_;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter_;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<double>> duration_;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<std::uint64_t>> rows_;
  opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Counter<std::uint64_t>> lookups_;
};

}  // namespace dbspan::bench
