#pragma once

#include <opentelemetry/sdk/trace/exporter.h>

#include <chrono>
#include <memory>
#include <utility>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Makes recording cheaper in front of any exporter: spans are written into one flat piece of
/// memory, and turned into what the exporter wants only when they are exported, on the thread that
/// exports. Meant for a batch processor.
///
/// What the exporter gets is the same as without it, but for attributes that were set twice: the
/// last value alone.
class FlatExporter : public opentelemetry::sdk::trace::SpanExporter {
 public:
  explicit FlatExporter(std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> exporter) noexcept
      : exporter_(std::move(exporter)) {}

  std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override;
  opentelemetry::sdk::common::ExportResult Export(
      const opentelemetry::nostd::span<std::unique_ptr<opentelemetry::sdk::trace::Recordable>>&
          spans) noexcept override;
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    return exporter_->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    return exporter_->Shutdown(timeout);
  }

 private:
  std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> exporter_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
