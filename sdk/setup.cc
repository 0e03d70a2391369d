#include "dbspan/sdk/setup.h"

#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_http_metric_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_metric_exporter_options.h>
#include <opentelemetry/metrics/noop.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_factory.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_options.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/metrics/view/view_registry.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/batch_span_processor_factory.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/simple_processor_factory.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "dbspan/sdk/tree_exporter.h"
#include "dbspan/sdk/views.h"

namespace dbspan::sdk {
namespace {

namespace otlp = opentelemetry::exporter::otlp;
namespace nostd = opentelemetry::nostd;
namespace resource = opentelemetry::sdk::resource;
namespace sdk_metrics = opentelemetry::sdk::metrics;
namespace sdk_trace = opentelemetry::sdk::trace;

bool IsSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

// Resource::Create lets OTEL_RESOURCE_ATTRIBUTES win over what it is given, but not
// OTEL_SERVICE_NAME.
resource::Resource ResourceOf(const Setup& setup) {
  if (setup.service.empty() || IsSet("OTEL_SERVICE_NAME")) return resource::Resource::Create({});
  return resource::Resource::Create({{"service.name", setup.service}});
}

std::vector<std::unique_ptr<sdk_trace::SpanProcessor>> ProcessorsOf(const Setup& setup, bool otlp) {
  std::vector<std::unique_ptr<sdk_trace::SpanProcessor>> processors;
  if (setup.tree != nullptr) {
    processors.push_back(
        sdk_trace::SimpleSpanProcessorFactory::Create(std::make_unique<TreeExporter>(*setup.tree)));
  }
  if (otlp) {
    processors.push_back(sdk_trace::BatchSpanProcessorFactory::Create(
        otlp::OtlpHttpExporterFactory::Create(otlp::OtlpHttpExporterOptions{}),
        sdk_trace::BatchSpanProcessorOptions{}));
  }
  return processors;
}

}  // namespace

Providers::Providers(const Setup& setup) {
  const bool otlp = IsSet("OTEL_EXPORTER_OTLP_ENDPOINT");
  const resource::Resource resource = ResourceOf(setup);
  tracers_ = std::make_shared<sdk_trace::TracerProvider>(ProcessorsOf(setup, otlp), resource);
  meters_ = std::make_shared<sdk_metrics::MeterProvider>(
      std::make_unique<sdk_metrics::ViewRegistry>(), resource);
  if (otlp) {
    meters_->AddMetricReader(sdk_metrics::PeriodicExportingMetricReaderFactory::Create(
        otlp::OtlpHttpMetricExporterFactory::Create(otlp::OtlpHttpMetricExporterOptions{}),
        sdk_metrics::PeriodicExportingMetricReaderOptions{}));
  }
  AddDurationViews(*meters_);
  opentelemetry::trace::Provider::SetTracerProvider(
      nostd::shared_ptr<opentelemetry::trace::TracerProvider>{tracers_});
  opentelemetry::metrics::Provider::SetMeterProvider(
      nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{meters_});
}

Providers::~Providers() {
  opentelemetry::trace::Provider::SetTracerProvider(
      nostd::shared_ptr<opentelemetry::trace::TracerProvider>{
          std::make_shared<opentelemetry::trace::NoopTracerProvider>()});
  opentelemetry::metrics::Provider::SetMeterProvider(
      nostd::shared_ptr<opentelemetry::metrics::MeterProvider>{
          std::make_shared<opentelemetry::metrics::NoopMeterProvider>()});
  tracers_->ForceFlush();  // the destructors shut down, which exports what is left
  meters_->ForceFlush();
}

std::unique_ptr<Providers> setup(const Setup& setup) { return std::make_unique<Providers>(setup); }

}  // namespace dbspan::sdk
