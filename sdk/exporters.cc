#include "sdk/exporters.h"

#include <opentelemetry/exporters/ostream/log_record_exporter_factory.h>
#include <opentelemetry/exporters/ostream/metric_exporter_factory.h>
#include <opentelemetry/exporters/ostream/span_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_log_record_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_log_record_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_metric_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_metric_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_http_log_record_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_log_record_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_http_metric_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_metric_exporter_options.h>

#include "sdk/lazy_exporters.h"

#ifdef DBSPAN_HAS_RECORDER
#include "dbspan/sdk/wire_exporter.h"
#endif

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace otlp = opentelemetry::exporter::otlp;

template <class Factory, class Lazy, class Options>
std::unique_ptr<Lazy> MakeLazily(const Options& options) {
  return std::make_unique<Lazy>([options] { return Factory::Create(options); });
}

template <class Options>
Options HttpOptions(const SignalTarget& target) {
  Options options;
  options.content_type = target.protocol == Protocol::kHttpJson
                             ? otlp::HttpRequestContentType::kJson
                             : otlp::HttpRequestContentType::kBinary;
  if (target.timeout) options.timeout = *target.timeout;
  return options;
}

template <class Factory, class Lazy, class Options>
auto HttpExporter(const SignalTarget& target) {
  return MakeLazily<Factory, Lazy>(HttpOptions<Options>(target));
}

template <class Factory, class Lazy, class Options>
auto GrpcExporter(const SignalTarget& target) {
  Options options;
  if (target.timeout) options.timeout = *target.timeout;
  return MakeLazily<Factory, Lazy>(options);
}

bool UsesHttp(const SignalTarget& target) {
  return target.exporter == ExporterKind::kOtlp && target.protocol != Protocol::kGrpc;
}

}  // namespace

void ConstructStaticsOfExporters(const Environment& environment) {
  for (const SignalTarget* const target :
       {&environment.traces, &environment.metrics, &environment.logs}) {
    if (!UsesHttp(*target)) continue;
    otlp::OtlpHttpExporterFactory::Create(HttpOptions<otlp::OtlpHttpExporterOptions>(*target));
    return;
  }
}

std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> SpanExporterOf(
    const SignalTarget& target) {
  if (target.exporter == ExporterKind::kNone) return nullptr;
  if (target.exporter == ExporterKind::kConsole) {
    return opentelemetry::exporter::trace::OStreamSpanExporterFactory::Create();
  }
  if (target.protocol == Protocol::kGrpc) {
    return GrpcExporter<otlp::OtlpGrpcExporterFactory, LazySpanExporter,
                        otlp::OtlpGrpcExporterOptions>(target);
  }
#ifdef DBSPAN_HAS_RECORDER
  return std::make_unique<WireExporter>(HttpOptions<otlp::OtlpHttpExporterOptions>(target));
#else
  return HttpExporter<otlp::OtlpHttpExporterFactory, LazySpanExporter,
                      otlp::OtlpHttpExporterOptions>(target);
#endif
}

std::unique_ptr<opentelemetry::sdk::metrics::PushMetricExporter> MetricExporterOf(
    const SignalTarget& target) {
  if (target.exporter == ExporterKind::kNone) return nullptr;
  if (target.exporter == ExporterKind::kConsole) {
    return opentelemetry::exporter::metrics::OStreamMetricExporterFactory::Create();
  }
  if (target.protocol == Protocol::kGrpc) {
    return GrpcExporter<otlp::OtlpGrpcMetricExporterFactory, LazyMetricExporter,
                        otlp::OtlpGrpcMetricExporterOptions>(target);
  }
  return HttpExporter<otlp::OtlpHttpMetricExporterFactory, LazyMetricExporter,
                      otlp::OtlpHttpMetricExporterOptions>(target);
}

std::unique_ptr<opentelemetry::sdk::logs::LogRecordExporter> LogExporterOf(
    const SignalTarget& target) {
  if (target.exporter == ExporterKind::kNone) return nullptr;
  if (target.exporter == ExporterKind::kConsole) {
    return opentelemetry::exporter::logs::OStreamLogRecordExporterFactory::Create();
  }
  if (target.protocol == Protocol::kGrpc) {
    return GrpcExporter<otlp::OtlpGrpcLogRecordExporterFactory, LazyLogExporter,
                        otlp::OtlpGrpcLogRecordExporterOptions>(target);
  }
  return HttpExporter<otlp::OtlpHttpLogRecordExporterFactory, LazyLogExporter,
                      otlp::OtlpHttpLogRecordExporterOptions>(target);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
