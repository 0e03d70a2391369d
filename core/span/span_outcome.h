#pragma once

#include <opentelemetry/common/timestamp.h>
#include <opentelemetry/trace/span.h>

#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether an error sets the status of the span to error. An expected one does so only if
/// `Options::expected_errors` is off.
inline bool FailsSpan(const Error& error, const Options& options) noexcept {
  return !error.expected || !options.expected_errors;
}

/// Records an error on a span: type, status, and an exception event with the time `when`.
void RecordError(opentelemetry::trace::Span& span, const Error& error, const Options& options,
                 opentelemetry::common::SystemTimestamp when);

/// Records the outcome on a span: rows, status, cache events and exception event with the time
/// `when`.
void RecordOutcome(opentelemetry::trace::Span& span, const Outcome& outcome, const Options& options,
                   opentelemetry::common::SystemTimestamp when);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
