#include "dbspan/sdk/flat_exporter.h"

#include <vector>

#include "sdk/flat_span.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace sdk_trace = opentelemetry::sdk::trace;
namespace sdk_common = opentelemetry::sdk::common;

std::unique_ptr<sdk_trace::Recordable> FlatExporter::MakeRecordable() noexcept try {
  return std::make_unique<FlatSpan>();
} catch (...) {
  return nullptr;  // no memory: the SDK then records nothing
}

sdk_common::ExportResult FlatExporter::Export(
    const opentelemetry::nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) noexcept try {
  std::vector<std::unique_ptr<sdk_trace::Recordable>> replayed;
  replayed.reserve(spans.size());
  for (const auto& span : spans) {
    auto recordable = exporter_->MakeRecordable();
    if (recordable == nullptr || span == nullptr) continue;
    static_cast<const FlatSpan&>(*span).Replay(*recordable);  // MakeRecordable made it
    replayed.push_back(std::move(recordable));
  }
  return exporter_->Export({replayed.data(), replayed.size()});
} catch (...) {
  return sdk_common::ExportResult::kFailure;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
