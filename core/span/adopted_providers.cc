#include "core/span/adopted_providers.h"

#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/logs/logger_provider.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/tracer_provider.h>

#include <typeinfo>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace propagation = opentelemetry::context::propagation;
namespace trace = opentelemetry::trace;
namespace metrics = opentelemetry::metrics;
namespace logs = opentelemetry::logs;

template <class Object>
using Pointer = opentelemetry::nostd::shared_ptr<Object>;

/// Installs one object with `set`, and keeps a reference for good: the API's variables of this copy
/// are destroyed after the SDK has shut down, too late to destroy parts of it.
template <class Object, class Set>
void Adopt(int (*copy)(const char* type, void* to), const Set& set) {
  auto* const adopted = new Pointer<Object>;
  if (copy(typeid(Pointer<Object>).name(), adopted) == 0 || !*adopted) {
    delete adopted;
    return;
  }
  set(*adopted);
}

bool HasProvider() {
  const auto provider = trace::Provider::GetTracerProvider();
  const trace::TracerProvider* const seen = provider.get();
  return seen != nullptr && typeid(*seen) != typeid(trace::NoopTracerProvider);
}

}  // namespace

void AdoptProviders(int (*copy)(const char* type, void* to)) {
  if (copy == nullptr || HasProvider()) return;
  Adopt<metrics::MeterProvider>(copy, &metrics::Provider::SetMeterProvider);
  Adopt<logs::LoggerProvider>(copy, &logs::Provider::SetLoggerProvider);
  Adopt<propagation::TextMapPropagator>(copy,
                                        &propagation::GlobalTextMapPropagator::SetGlobalPropagator);
  Adopt<trace::TracerProvider>(copy, &trace::Provider::SetTracerProvider);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
