#include "dbspan/operation_span.h"

#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/span_metadata.h>

#include <utility>

#include "core/attribute_list.h"
#include "core/attributes.h"
#include "core/errno_guard.h"
#include "core/error_message.h"
#include "core/sql/statement.h"
#include "core/telemetry.h"
#include "dbspan/instrumenter.h"

namespace dbspan {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace context = opentelemetry::context;

void SetText(trace::Span& span, std::string_view key, std::string_view value) noexcept {
  if (!value.empty()) span.SetAttribute(View(key), View(value));
}

void SetCount(trace::Span& span, std::string_view key, std::int64_t value) noexcept {
  if (value != Outcome::kUnknown) span.SetAttribute(View(key), value);
}

void AddCacheEvent(trace::Span& span, std::string_view event, std::int64_t count) noexcept {
  if (count <= 0) return;
  AttributeList attributes;
  attributes.AddNumber(attribute::kCacheItemCount, count);
  span.AddEvent(View(event), attributes);
}

void RecordError(trace::Span& span, const Error& error, ErrorMessages mode) {
  const std::string message = RecordableMessage(error, mode);
  SetText(span, attribute::kErrorType, error.type);
  span.SetStatus(trace::StatusCode::kError, message);
  if (error.exception.empty()) return;  // nothing was thrown: semconv asks for no exception
  AttributeList attributes;
  attributes.AddText(attribute::kExceptionType, error.exception);
  attributes.AddText(attribute::kExceptionMessage, message);
  span.AddEvent(View(attribute::kExceptionEvent), attributes);
}

void RecordOutcome(trace::Span& span, const Outcome& outcome, const Options& options) {
  if (options.rows) {
    SetCount(span, attribute::kReturnedRows, outcome.returned_rows);
    SetCount(span, attribute::kAffectedRows, outcome.affected_rows);
  }
  if (options.cache_events) {
    AddCacheEvent(span, attribute::kCacheHitEvent, outcome.hits);
    AddCacheEvent(span, attribute::kCacheMissEvent, outcome.misses);
  }
  SetText(span, attribute::kStatusCode, outcome.status_code);
  if (outcome.error) RecordError(span, *outcome.error, options.error_messages);
}

void CountLookups(const Telemetry& telemetry, const Endpoint& endpoint, std::string_view operation,
                  std::string_view result, std::int64_t count) {
  if (count <= 0) return;
  AttributeList attributes;
  attributes.AddText(attribute::kNamespace, endpoint.fields().database);
  attributes.AddText(attribute::kOperationName, operation);
  attributes.AddText(attribute::kCacheOutcome, result);
  telemetry.instruments->lookups->Add(static_cast<std::uint64_t>(count), attributes);
}

}  // namespace

OperationSpan::OperationSpan(OperationSpan&& other) noexcept { *this = std::move(other); }

OperationSpan& OperationSpan::operator=(OperationSpan&& other) noexcept {
  if (this == &other) return *this;
  if (instrumenter_ != nullptr) End(Outcome{});
  instrumenter_ = std::exchange(other.instrumenter_, nullptr);
  telemetry_ = other.telemetry_;
  span_ = std::move(other.span_);
  recording_ = std::exchange(other.recording_, false);
  observed_ = other.observed_;
  start_ = other.start_;
  endpoint_ = std::move(other.endpoint_);
  statement_ = std::move(other.statement_);
  name_ = std::move(other.name_);
  collection_ = std::move(other.collection_);
  procedure_ = std::move(other.procedure_);
  return *this;
}

OperationSpan::~OperationSpan() {
  if (instrumenter_ != nullptr) End(Outcome{});
}

void OperationSpan::End(const Outcome& outcome) noexcept {
  if (instrumenter_ != nullptr) EndAt(outcome, std::chrono::steady_clock::now());
}

void OperationSpan::EndAt(const Outcome& outcome, SteadyTime when) noexcept {
  if (instrumenter_ == nullptr) return;
  const ErrnoGuard errno_guard;
  try {
    if (observed_) Finish(outcome, when);
  } catch (...) {  // out of memory: the span ends with what it has
  }
  if (span_) {
    trace::EndSpanOptions end;
    end.end_steady_time = opentelemetry::common::SteadyTimestamp{when};
    span_->End(end);
  }
  instrumenter_ = nullptr;
  recording_ = false;
  span_ = nostd::shared_ptr<trace::Span>{};
}

void OperationSpan::Finish(const Outcome& outcome, SteadyTime when) {
  if (recording_) RecordOutcome(*span_, outcome, instrumenter_->options());
  if (telemetry_->instruments == nullptr) return;
  AttributeList attributes{endpoint_.get()};
  attributes.AddText(attribute::kOperationName, name_);
  attributes.AddText(attribute::kCollectionName, collection_);
  std::string_view procedure = procedure_;
  if (statement_ != nullptr) {
    attributes.AddText(attribute::kQuerySummary, statement_->summary);
    if (procedure.empty()) procedure = statement_->procedure;
  }
  attributes.AddText(attribute::kProcedureName, procedure);
  if (outcome.error) {
    attributes.AddText(attribute::kStatusCode, outcome.status_code);
    attributes.AddText(attribute::kErrorType, outcome.error->type);
  }
  const std::chrono::duration<double> seconds = when - start_;
  telemetry_->instruments->duration->Record(seconds.count(), attributes,
                                            context::RuntimeContext::GetCurrent());
  CountLookups(*telemetry_, *endpoint_, name_, "hit", outcome.hits);
  CountLookups(*telemetry_, *endpoint_, name_, "miss", outcome.misses);
}

ActiveOperation::ActiveOperation(const OperationSpan& operation) noexcept {
  if (!operation.recording_) return;
  const ErrnoGuard errno_guard;
  context::Context current = context::RuntimeContext::GetCurrent();
  token_ = context::RuntimeContext::Attach(current.SetValue(trace::kSpanKey, operation.span_));
}

}  // namespace dbspan
