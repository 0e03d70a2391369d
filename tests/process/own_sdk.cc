// A program without dbspan sets up an SDK. The preloaded libdbspan records children of the
// program's spans and exports them with this SDK.
#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/sdk/trace/simple_processor_factory.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>

#include "tests/process/redis_case.h"

namespace {

namespace otel = opentelemetry;

void SetUp() {
  if (std::getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == nullptr) return;
  otel::exporter::otlp::OtlpHttpExporterOptions options;
  options.content_type = otel::exporter::otlp::HttpRequestContentType::kJson;
  otel::trace::Provider::SetTracerProvider(otel::nostd::shared_ptr<otel::trace::TracerProvider>{
      new otel::sdk::trace::TracerProvider{otel::sdk::trace::SimpleSpanProcessorFactory::Create(
          otel::exporter::otlp::OtlpHttpExporterFactory::Create(options))}});
}

}  // namespace

int main() {
  SetUp();
  redisContext* const context = dbspan::process::ConnectRedis();
  const auto tracer = otel::trace::Provider::GetTracerProvider()->GetTracer("own");
  for (int i = 0; i < 3; ++i) {
    const auto span = tracer->StartSpan("request");
    const otel::trace::Scope scope{span};
    dbspan::process::UseRedis(context);
  }
  redisFree(context);
  return 3;
}
