#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/span_context.h>

#include <string>

#include "core/interpose/errno_guard.h"
#include "core/process/process_life.h"
#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "core/span/instrumenter_state.h"
#include "core/span/telemetry.h"
#include "core/sql/sql_comment.h"
#include "dbspan/detail/operation_span.h"

// The parts of OperationSpan and ActiveOperation that are used while the operation runs.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace context = opentelemetry::context;

}  // namespace

void OperationSpan::AddMilestone(std::uint64_t rows) noexcept {
  const TelemetryUse use;
  if (use.generation() != telemetry_->generation) return;
  AttributeList attributes;
  attributes.AddNumber(attribute::kRowsSoFar, static_cast<std::int64_t>(rows));
  if (sink_span_.in_use) {
    return telemetry_->sink->AddEvent(sink_span_, attribute::kMilestoneEvent, attributes, Now());
  }
  (*span_)->AddEvent(View(attribute::kMilestoneEvent), attributes);
}

std::string OperationSpan::CommentedFor(std::string_view sql) const noexcept try {
  const Options& options = instrumenter_->options();
  if (options.sqlcommenter == SqlCommenter::kOff) return {};
  if (identity_->statement == nullptr) return {};
  return WithSqlComment(sql, *identity_->statement, context(), options);
} catch (...) {
  return {};  // no memory for the comment: the statement is sent without it
}

std::string OperationSpan::TraceParent() const noexcept try {
  if (instrumenter_ == nullptr) return {};
  if (instrumenter_->options().sqlcommenter != SqlCommenter::kTraceContext) return {};
  const trace::SpanContext own = context();
  return own.IsSampled() ? dbspan::TraceParent(own) : std::string{};
} catch (...) {
  return {};
}

nostd::shared_ptr<trace::Span> OperationSpan::span() const noexcept try {
  if (!IsInSink()) return span_.value_or(nostd::shared_ptr<trace::Span>{});
  return nostd::shared_ptr<trace::Span>{new trace::DefaultSpan{context()}};
} catch (...) {
  return nostd::shared_ptr<trace::Span>{};  // no memory
}

trace::SpanContext OperationSpan::context() const noexcept {
  if (IsInSink()) return telemetry_->sink->ContextOf(sink_span_);
  const trace::Span* const span = api_span();
  return span != nullptr ? span->GetContext() : trace::SpanContext::GetInvalid();
}

void ActiveOperation::Activate(const OperationSpan& operation) noexcept {
  if (!operation.instrumenter_->options().current_spans) return;
  const ErrnoGuard errno_guard;
  context::Context current = context::RuntimeContext::GetCurrent();
  token_ = context::RuntimeContext::Attach(current.SetValue(trace::kSpanKey, operation.span()))
               .release();
}

void ActiveOperation::Deactivate() noexcept {
  const nostd::unique_ptr<context::Token> token{token_};  // detaches itself
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
