#include "dbspan/sdk/tree_exporter.h"

#include <utility>

#include "sdk/tree_drawing.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace sdk_trace = opentelemetry::sdk::trace;
using sdk_trace::SpanData;

}  // namespace

std::unique_ptr<sdk_trace::Recordable> TreeExporter::MakeRecordable() noexcept {
  return std::make_unique<SpanData>();
}

opentelemetry::sdk::common::ExportResult TreeExporter::Export(
    const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) noexcept try {
  const std::lock_guard lock{mutex_};
  for (auto& recordable : spans) {
    Span span{static_cast<SpanData*>(recordable.release())};
    const std::string trace = Hex(span->GetTraceId().Id());
    const bool root = !span->GetParentSpanId().IsValid();
    auto& others = open_[trace];
    others.push_back(std::move(span));
    if (!root) continue;
    DrawTree(out_, others, *others.back());
    open_.erase(trace);
  }
  return opentelemetry::sdk::common::ExportResult::kSuccess;
} catch (...) {
  return opentelemetry::sdk::common::ExportResult::kFailure;
}

bool TreeExporter::ForceFlush(std::chrono::microseconds /*timeout*/) noexcept { return true; }

bool TreeExporter::Shutdown(std::chrono::microseconds /*timeout*/) noexcept { return true; }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
