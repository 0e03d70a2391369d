#include "dbspan/sdk/baggage_processor.h"

#include <opentelemetry/sdk/trace/recordable.h>

#include "dbspan/propagation.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

void BaggageProcessor::OnStart(opentelemetry::sdk::trace::Recordable& span,
                               const opentelemetry::trace::SpanContext& parent_context) noexcept {
  try {
    for (const std::string& key : keys_) {
      const std::string value = baggage(key);
      if (!value.empty()) span.SetAttribute(key, value);
    }
  } catch (...) {  // no memory: the span has no baggage attributes
  }
  ForwardingProcessor::OnStart(span, parent_context);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
