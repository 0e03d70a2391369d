// A program with a provider of its own and no shared library of OpenTelemetry. A preloaded library
// sees this provider only if the program exports its symbols (-rdynamic).
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/span_startoptions.h>
#include <opentelemetry/trace/tracer.h>
#include <opentelemetry/trace/tracer_provider.h>

#include <chrono>

#include "tests/process/redis_case.h"

namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

/// Makes spans that have a context and are not exported.
class OwnTracer : public trace::Tracer {
 public:
  nostd::shared_ptr<trace::Span> StartSpan(nostd::string_view,
                                           const opentelemetry::common::KeyValueIterable&,
                                           const trace::SpanContextKeyValueIterable&,
                                           const trace::StartSpanOptions&) noexcept override {
    constexpr std::uint8_t kTrace[16] = {1, 2, 3};
    constexpr std::uint8_t kSpan[8] = {4, 5, 6};
    const trace::SpanContext context{trace::TraceId{kTrace}, trace::SpanId{kSpan},
                                     trace::TraceFlags{trace::TraceFlags::kIsSampled}, false};
    return nostd::shared_ptr<trace::Span>{new trace::DefaultSpan{context}};
  }
  void ForceFlushWithMicroseconds(std::uint64_t) noexcept override {}
  void CloseWithMicroseconds(std::uint64_t) noexcept override {}
};

class OwnProvider : public trace::TracerProvider {
 public:
  nostd::shared_ptr<trace::Tracer> GetTracer(nostd::string_view, nostd::string_view,
                                             nostd::string_view) noexcept override {
    return nostd::shared_ptr<trace::Tracer>{new OwnTracer};
  }
};

}  // namespace

int main() {
  trace::Provider::SetTracerProvider(nostd::shared_ptr<trace::TracerProvider>{new OwnProvider});
  redisContext* const context = dbspan::process::ConnectRedis();
  const auto tracer = trace::Provider::GetTracerProvider()->GetTracer("own");
  for (int i = 0; i < 3; ++i) {
    const auto span = tracer->StartSpan("request");
    const trace::Scope scope{span};
    dbspan::process::UseRedis(context);
  }
  redisFree(context);
  return 3;
}
