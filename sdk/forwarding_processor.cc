#include "dbspan/sdk/forwarding_processor.h"

#include "sdk/watched_recordable.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

namespace sdk_trace = opentelemetry::sdk::trace;

std::unique_ptr<sdk_trace::Recordable> WatchingProcessor::MakeRecordable() noexcept {
  auto inner = next().MakeRecordable();
  return inner ? Watch(std::move(inner)) : nullptr;
}

void WatchingProcessor::OnStart(sdk_trace::Recordable& span,
                                const opentelemetry::trace::SpanContext& parent_context) noexcept {
  next().OnStart(static_cast<sdk::WatchedRecordable&>(span).inner(), parent_context);
}

std::unique_ptr<sdk_trace::Recordable> WatchingProcessor::Watch(
    std::unique_ptr<sdk_trace::Recordable> inner) {
  return std::make_unique<sdk::WatchedRecordable>(std::move(inner));
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
