#include "dbspan/sdk/keeping.h"

#include <utility>

#include "sdk/watched_recordable.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace sdk_trace = opentelemetry::sdk::trace;

sdk_trace::SamplingResult KeepingSampler::ShouldSample(
    const opentelemetry::trace::SpanContext& parent_context, opentelemetry::trace::TraceId trace_id,
    opentelemetry::nostd::string_view name, opentelemetry::trace::SpanKind span_kind,
    const opentelemetry::common::KeyValueIterable& attributes,
    const opentelemetry::trace::SpanContextKeyValueIterable& links) noexcept {
  auto result =
      delegate_->ShouldSample(parent_context, trace_id, name, span_kind, attributes, links);
  if (result.decision == sdk_trace::Decision::DROP) {
    result.decision = sdk_trace::Decision::RECORD_ONLY;
  }
  return result;
}

void KeepingProcessor::OnEnd(std::unique_ptr<sdk_trace::Recordable>&& span) noexcept {
  if (!span) return;
  const std::unique_ptr<sdk_trace::Recordable> ended = std::move(span);
  auto& watched = static_cast<WatchedRecordable&>(*ended);  // created by MakeRecordable
  const bool slow = keeping_.slower_than.count() > 0 && watched.duration() >= keeping_.slower_than;
  if (watched.sampled() || (keeping_.failed && watched.failed()) || slow) {
    next().OnEnd(watched.TakeInner());
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
