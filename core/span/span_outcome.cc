#include "core/span/span_outcome.h"

#include <opentelemetry/trace/span_metadata.h>

#include <string>
#include <string_view>

#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "core/span/error_message.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace trace = opentelemetry::trace;
using opentelemetry::common::SystemTimestamp;

void SetText(trace::Span& span, std::string_view key, std::string_view value) noexcept {
  if (!value.empty()) span.SetAttribute(View(key), View(value));
}

void SetCount(trace::Span& span, std::string_view key, std::int64_t value) noexcept {
  if (value != Outcome::kUnknown) span.SetAttribute(View(key), value);
}

void AddCacheEvent(trace::Span& span, std::string_view event, std::int64_t count,
                   SystemTimestamp when) noexcept {
  if (count <= 0) return;
  AttributeList attributes;
  attributes.AddNumber(attribute::kCacheItemCount, count);
  span.AddEvent(View(event), when, attributes);
}

}  // namespace

void RecordError(trace::Span& span, const Error& error, const Options& options,
                 SystemTimestamp when) {
  SetText(span, attribute::kErrorType, error.type);
  SetText(span, attribute::kErrorRetry, NameOf(error.retry));
  if (!FailsSpan(error, options)) return;
  const std::string message = RecordableMessage(error, options.error_messages);
  span.SetStatus(trace::StatusCode::kError, message);
  if (error.exception.empty()) return;  // nothing was thrown: semconv requires no exception event
  if (options.exceptions == ExceptionSignal::kLogs) return;
  AttributeList attributes;
  attributes.AddText(attribute::kExceptionType, error.exception);
  attributes.AddText(attribute::kExceptionMessage, message);
  span.AddEvent(View(attribute::kExceptionEvent), when, attributes);
}

void RecordOutcome(trace::Span& span, const Outcome& outcome, const Options& options,
                   SystemTimestamp when) {
  if (options.rows) {
    SetCount(span, attribute::kReturnedRows, outcome.returned_rows);
    SetCount(span, attribute::kAffectedRows, outcome.affected_rows);
  }
  if (options.cache_events) {
    AddCacheEvent(span, attribute::kCacheHitEvent, outcome.hits, when);
    AddCacheEvent(span, attribute::kCacheMissEvent, outcome.misses, when);
  }
  if (outcome.warnings > 0) SetCount(span, attribute::kWarnings, outcome.warnings);
  if (outcome.transaction_aborted) span.SetAttribute(View(attribute::kTransactionAborted), true);
  SetText(span, attribute::kStatusCode, outcome.status_code);
  if (outcome.error) RecordError(span, *outcome.error, options, when);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
