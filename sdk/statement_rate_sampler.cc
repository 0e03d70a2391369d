#include "dbspan/sdk/statement_rate_sampler.h"

#include <opentelemetry/trace/span_metadata.h>

#include <algorithm>
#include <utility>

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace sdk_trace = opentelemetry::sdk::trace;

StatementRateSampler::StatementRateSampler(double per_second,
                                           std::shared_ptr<sdk_trace::Sampler> delegate)
    : per_second_(per_second), burst_(std::max(per_second, 1.0)), delegate_(std::move(delegate)) {}

sdk_trace::SamplingResult StatementRateSampler::ShouldSample(
    const opentelemetry::trace::SpanContext& parent_context, opentelemetry::trace::TraceId trace_id,
    opentelemetry::nostd::string_view name, opentelemetry::trace::SpanKind span_kind,
    const opentelemetry::common::KeyValueIterable& attributes,
    const opentelemetry::trace::SpanContextKeyValueIterable& links) noexcept {
  auto result =
      delegate_->ShouldSample(parent_context, trace_id, name, span_kind, attributes, links);
  const bool limited = span_kind == opentelemetry::trace::SpanKind::kClient &&
                       result.decision == sdk_trace::Decision::RECORD_AND_SAMPLE;
  try {
    if (limited && !Takes({name.data(), name.size()})) {
      result.decision = sdk_trace::Decision::DROP;
    }
  } catch (...) {  // no memory for the count: keep the decision of the delegate
  }
  return result;
}

bool StatementRateSampler::Takes(std::string name) {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock{mutex_};
  if (allowances_.size() >= kMostNames && allowances_.count(name) == 0) name.clear();
  Allowance& allowance =
      allowances_.try_emplace(std::move(name), Allowance{burst_, now}).first->second;
  const std::chrono::duration<double> passed = now - allowance.filled;
  allowance.spans = std::min(burst_, allowance.spans + passed.count() * per_second_);
  allowance.filled = now;
  if (allowance.spans < 1.0) return false;
  allowance.spans -= 1.0;
  return true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
