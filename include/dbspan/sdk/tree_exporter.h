#pragma once

#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/span_data.h>

#include <chrono>
#include <iosfwd>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Draws every trace as a tree when its root span ends: operation, system, duration bar, rows,
/// cache hit or miss, error. Runs of equal operations share a line, with their number.
///
/// For people at a terminal, not for machines. Safe from any thread.
class TreeExporter : public opentelemetry::sdk::trace::SpanExporter {
 public:
  /// `out` must outlive the exporter.
  explicit TreeExporter(std::ostream& out) noexcept : out_(out) {}

  std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override;
  opentelemetry::sdk::common::ExportResult Export(
      const opentelemetry::nostd::span<std::unique_ptr<opentelemetry::sdk::trace::Recordable>>&
          spans) noexcept override;
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override;
  bool Shutdown(std::chrono::microseconds timeout) noexcept override;

 private:
  using Span = std::unique_ptr<opentelemetry::sdk::trace::SpanData>;

  std::ostream& out_;
  std::mutex mutex_;
  std::map<std::string, std::vector<Span>> open_;  // by trace id, until the root ends
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
