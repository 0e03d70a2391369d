#include "dbspan/propagation.h"

#include <opentelemetry/baggage/baggage.h>
#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/baggage/propagation/baggage_propagator.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>

#include "core/span/attributes.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace context = opentelemetry::context;
namespace otel_baggage = opentelemetry::baggage;

}  // namespace

void detail::Inject(context::propagation::TextMapCarrier& carrier) noexcept {
  const context::Context current = context::RuntimeContext::GetCurrent();
  opentelemetry::trace::propagation::HttpTraceContext{}.Inject(carrier, current);
  otel_baggage::propagation::BaggagePropagator{}.Inject(carrier, current);
}

context::Context detail::Extract(const context::propagation::TextMapCarrier& carrier) noexcept {
  context::Context current = context::RuntimeContext::GetCurrent();
  context::Context traced =
      opentelemetry::trace::propagation::HttpTraceContext{}.Extract(carrier, current);
  return otel_baggage::propagation::BaggagePropagator{}.Extract(carrier, traced);
}

BaggageScope::BaggageScope(
    std::initializer_list<std::pair<std::string_view, std::string_view>> entries) noexcept {
  context::Context current = context::RuntimeContext::GetCurrent();
  auto baggage = otel_baggage::GetBaggage(current);
  for (const auto& [key, value] : entries) baggage = baggage->Set(View(key), View(value));
  token_ = context::RuntimeContext::Attach(otel_baggage::SetBaggage(current, baggage));
}

std::string baggage(std::string_view key) {
  std::string value;
  otel_baggage::GetBaggage(context::RuntimeContext::GetCurrent())->GetValue(View(key), value);
  return value;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
