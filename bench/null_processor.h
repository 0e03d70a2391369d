#pragma once

#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/processor.h>

#include <chrono>
#include <memory>
#include <utility>

namespace dbspan::bench {

/// Discards finished spans. They are recorded in the format of `exporter`.
class NullProcessor : public opentelemetry::sdk::trace::SpanProcessor {
 public:
  explicit NullProcessor(std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> exporter)
      : exporter_(std::move(exporter)) {}

  std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override {
    return exporter_->MakeRecordable();
  }
  void OnStart(opentelemetry::sdk::trace::Recordable& /*span*/,
               const opentelemetry::trace::SpanContext& /*parent*/) noexcept override {}
  void OnEnd(std::unique_ptr<opentelemetry::sdk::trace::Recordable>&& /*span*/) noexcept override {}
  bool ForceFlush(std::chrono::microseconds /*timeout*/) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds /*timeout*/) noexcept override { return true; }

 private:
  std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> exporter_;
};

}  // namespace dbspan::bench
