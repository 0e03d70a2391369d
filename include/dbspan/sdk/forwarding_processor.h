#pragma once

#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/recordable.h>

#include <chrono>
#include <memory>
#include <utility>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Base of the processors that change something about spans and then pass them on: forwards
/// everything to the next processor, which it owns.
class ForwardingProcessor : public opentelemetry::sdk::trace::SpanProcessor {
 public:
  std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override {
    return next_->MakeRecordable();
  }
  void OnStart(opentelemetry::sdk::trace::Recordable& span,
               const opentelemetry::trace::SpanContext& parent_context) noexcept override {
    next_->OnStart(span, parent_context);
  }
  void OnEnd(std::unique_ptr<opentelemetry::sdk::trace::Recordable>&& span) noexcept override {
    next_->OnEnd(std::move(span));
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    return next_->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    return next_->Shutdown(timeout);
  }

 protected:
  explicit ForwardingProcessor(
      std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> next) noexcept
      : next_(std::move(next)) {}
  opentelemetry::sdk::trace::SpanProcessor& next() noexcept { return *next_; }

 private:
  std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> next_;
};

/// Base of the processors that decide at the end of a span: they record it in a
/// `sdk::WatchedRecordable` around the next processor's recordable. A derived class implements
/// `OnEnd`, and passes the inner recordable on.
class WatchingProcessor : public ForwardingProcessor {
 public:
  std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override;
  void OnStart(opentelemetry::sdk::trace::Recordable& span,
               const opentelemetry::trace::SpanContext& parent_context) noexcept override;
  void OnEnd(std::unique_ptr<opentelemetry::sdk::trace::Recordable>&& span) noexcept override = 0;

 protected:
  using ForwardingProcessor::ForwardingProcessor;

 private:
  /// Returns a recordable around `inner`: a `sdk::WatchedRecordable` or a class derived from it.
  virtual std::unique_ptr<opentelemetry::sdk::trace::Recordable> Watch(
      std::unique_ptr<opentelemetry::sdk::trace::Recordable> inner);
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
