#pragma once

#include <opentelemetry/common/timestamp.h>
#include <opentelemetry/trace/span.h>

#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether an error is one of the span: expected ones are only where that was asked for.
inline bool FailsSpan(const Error& error, const Options& options) noexcept {
  return !error.expected || !options.expected_errors;
}

/// Writes an error onto a recorded span: type, status, exception event, of this time.
void RecordError(opentelemetry::trace::Span& span, const Error& error, const Options& options,
                 opentelemetry::common::SystemTimestamp when);

/// Writes onto a recorded span how its operation ended: rows, status, cache events and exception
/// event, of this time.
void RecordOutcome(opentelemetry::trace::Span& span, const Outcome& outcome, const Options& options,
                   opentelemetry::common::SystemTimestamp when);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
