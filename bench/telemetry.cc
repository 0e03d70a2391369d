#include "bench/telemetry.h"

#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/metrics/noop.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/trace/batch_span_processor_factory.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/samplers/always_off.h>
#include <opentelemetry/sdk/trace/samplers/always_on.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/noop.h>

#include <utility>

#include "bench/null_processor.h"
#include "dbspan/sdk/wire_exporter.h"

namespace dbspan::bench {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace sdk_trace = opentelemetry::sdk::trace;
namespace otlp = opentelemetry::exporter::otlp;

class NullExporter : public sdk_trace::SpanExporter {
 public:
  std::unique_ptr<sdk_trace::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<sdk_trace::SpanData>();
  }
  opentelemetry::sdk::common::ExportResult Export(
      const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& /*spans*/) noexcept override {
    return opentelemetry::sdk::common::ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
};

std::unique_ptr<sdk_trace::SpanProcessor> ProcessorOf(Spans spans, const test::HttpSink* sink,
                                                      std::size_t queue) {
  std::unique_ptr<sdk_trace::SpanExporter> exporter = std::make_unique<NullExporter>();
  otlp::OtlpHttpExporterOptions options;
  if (sink != nullptr) options.url = sink->url() + "/v1/traces";
  if (spans == Spans::kWire || spans == Spans::kWireOtlp) {
    exporter = std::make_unique<sdk::WireExporter>(options);
  } else if (sink != nullptr) {
    exporter = otlp::OtlpHttpExporterFactory::Create(options);
  }
  if (sink == nullptr) return std::make_unique<NullProcessor>(std::move(exporter));
  sdk_trace::BatchSpanProcessorOptions batch;
  batch.max_queue_size = queue;
  batch.schedule_delay_millis = std::chrono::milliseconds{200};
  return sdk_trace::BatchSpanProcessorFactory::Create(std::move(exporter), batch);
}

}  // namespace

Telemetry::Telemetry(Spans spans, bool metrics, std::size_t queue) : metrics_(metrics) {
  if (spans == Spans::kOtlp || spans == Spans::kWireOtlp) {
    sink_ = std::make_unique<test::HttpSink>(test::HttpSink::Requests::kDiscarded);
  }
  std::unique_ptr<sdk_trace::Sampler> sampler = std::make_unique<sdk_trace::AlwaysOnSampler>();
  if (spans == Spans::kUnsampled) sampler = std::make_unique<sdk_trace::AlwaysOffSampler>();
  if (spans == Spans::kNone) {
    tracers_ = nostd::shared_ptr<trace::TracerProvider>{new trace::NoopTracerProvider};
  } else {
    tracers_ = nostd::shared_ptr<trace::TracerProvider>{std::make_shared<sdk_trace::TracerProvider>(
        ProcessorOf(spans, sink_.get(), queue), opentelemetry::sdk::resource::Resource::Create({}),
        std::move(sampler))};
  }
  if (metrics) {
    meters_ = nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{
        std::make_shared<opentelemetry::sdk::metrics::MeterProvider>()};
  } else {
    meters_ = nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{
        new opentelemetry::metrics::NoopMeterProvider};
  }
}

Options Telemetry::options() const {
  Options options;
  options.tracer_provider = tracers_;
  options.meter_provider = meters_;
  options.metrics = metrics_;
  return options;
}

}  // namespace dbspan::bench
