#include "sdk/propagators.h"

#include <opentelemetry/baggage/propagation/baggage_propagator.h>
#include <opentelemetry/context/propagation/composite_propagator.h>
#include <opentelemetry/trace/propagation/b3_propagator.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <opentelemetry/trace/propagation/jaeger.h>

#include <memory>
#include <utility>

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace otel_trace = opentelemetry::trace;
namespace propagation = opentelemetry::context::propagation;

}  // namespace

nostd::shared_ptr<propagation::TextMapPropagator> PropagatorOf(
    const std::vector<Propagation>& chosen) {
  std::vector<std::unique_ptr<propagation::TextMapPropagator>> propagators;
  for (const Propagation one : chosen) {
    switch (one) {
      case Propagation::kTraceContext:
        propagators.push_back(std::make_unique<otel_trace::propagation::HttpTraceContext>());
        break;
      case Propagation::kBaggage:
        propagators.push_back(
            std::make_unique<opentelemetry::baggage::propagation::BaggagePropagator>());
        break;
      case Propagation::kB3:
        propagators.push_back(std::make_unique<otel_trace::propagation::B3Propagator>());
        break;
      case Propagation::kB3Multi:
        propagators.push_back(std::make_unique<otel_trace::propagation::B3PropagatorMultiHeader>());
        break;
      case Propagation::kJaeger:
        propagators.push_back(std::make_unique<otel_trace::propagation::JaegerPropagator>());
        break;
    }
  }
  return nostd::shared_ptr<propagation::TextMapPropagator>{
      new propagation::CompositePropagator{std::move(propagators)}};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
