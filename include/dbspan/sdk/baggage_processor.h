#pragma once

#include <opentelemetry/sdk/trace/processor.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Copies selected baggage entries to every span that starts, then passes the span to the next
/// processor.
///
/// Uses the baggage of the thread that starts the span (`BaggageScope`, `extract`). Safe from any
/// thread.
class BaggageProcessor : public opentelemetry::sdk::trace::SpanProcessor {
 public:
  BaggageProcessor(std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> next,
                   std::vector<std::string> keys) noexcept
      : next_(std::move(next)), keys_(std::move(keys)) {}

  std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override {
    return next_->MakeRecordable();
  }
  void OnStart(opentelemetry::sdk::trace::Recordable& span,
               const opentelemetry::trace::SpanContext& parent_context) noexcept override;
  void OnEnd(std::unique_ptr<opentelemetry::sdk::trace::Recordable>&& span) noexcept override {
    next_->OnEnd(std::move(span));
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    return next_->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    return next_->Shutdown(timeout);
  }

 private:
  std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> next_;
  std::vector<std::string> keys_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
