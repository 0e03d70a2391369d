#pragma once

#include <opentelemetry/sdk/trace/processor.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dbspan/sdk/forwarding_processor.h"
#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Copies selected baggage entries to every span that starts, then passes the span to the next
/// processor.
///
/// Uses the baggage of the thread that starts the span (`BaggageScope`, `extract`). Safe from any
/// thread.
class BaggageProcessor : public detail::ForwardingProcessor {
 public:
  BaggageProcessor(std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> next,
                   std::vector<std::string> keys) noexcept
      : ForwardingProcessor(std::move(next)), keys_(std::move(keys)) {}

  void OnStart(opentelemetry::sdk::trace::Recordable& span,
               const opentelemetry::trace::SpanContext& parent_context) noexcept override;

 private:
  std::vector<std::string> keys_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
