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

#include <chrono>
#include <utility>

#include "bench/null_processor.h"
#include "dbspan/sdk/wire_exporter.h"
#include "sdk/batch_processor.h"

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

bool IsExported(Spans spans) { return spans == Spans::kOtlp || spans == Spans::kWireOtlp; }

std::unique_ptr<sdk_trace::SpanProcessor> ProcessorOf(Spans spans, const std::string& receiver,
                                                      std::size_t queue) {
  std::unique_ptr<sdk_trace::SpanExporter> exporter = std::make_unique<NullExporter>();
  otlp::OtlpHttpExporterOptions options;
  options.url = receiver + "/v1/traces";
  if (spans == Spans::kWire || spans == Spans::kWireOtlp) {
    exporter = std::make_unique<sdk::WireExporter>(options);
  } else if (spans == Spans::kOtlp) {
    exporter = otlp::OtlpHttpExporterFactory::Create(options);
  }
  if (!IsExported(spans)) return std::make_unique<NullProcessor>(std::move(exporter));
  sdk_trace::BatchSpanProcessorOptions batch;
  batch.max_queue_size = queue;
  if (spans == Spans::kWireOtlp) {
    return std::make_unique<sdk::BatchProcessor>(std::move(exporter), batch);
  }
  return sdk_trace::BatchSpanProcessorFactory::Create(std::move(exporter), batch);
}

std::unique_ptr<sdk_trace::Sampler> SamplerOf(Spans spans) {
  if (spans == Spans::kUnsampled) return std::make_unique<sdk_trace::AlwaysOffSampler>();
  return std::make_unique<sdk_trace::AlwaysOnSampler>();
}

}  // namespace

Telemetry::Telemetry(Spans spans, bool metrics, const std::string& receiver, std::size_t queue)
    : metrics_(metrics) {
  if (IsExported(spans) && receiver.empty()) {
    sink_ = std::make_unique<test::HttpSink>(test::HttpSink::Requests::kDiscarded);
  }
  if (spans == Spans::kNone) {
    tracers_ = nostd::shared_ptr<trace::TracerProvider>{new trace::NoopTracerProvider};
  } else {
    recording_ = std::make_shared<sdk_trace::TracerProvider>(
        ProcessorOf(spans, sink_ == nullptr ? receiver : sink_->url(), queue),
        opentelemetry::sdk::resource::Resource::Create({}), SamplerOf(spans));
    tracers_ = nostd::shared_ptr<trace::TracerProvider>{recording_};
  }
  if (metrics) {
    meters_ = nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{
        std::make_shared<opentelemetry::sdk::metrics::MeterProvider>()};
  } else {
    meters_ = nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{
        new opentelemetry::metrics::NoopMeterProvider};
  }
}

void Telemetry::Flush() const {
  if (recording_ != nullptr) recording_->ForceFlush(std::chrono::seconds{10});
}

Options Telemetry::options() const {
  Options options;
  options.tracer_provider = tracers_;
  options.meter_provider = meters_;
  options.metrics = metrics_;
  return options;
}

}  // namespace dbspan::bench
