#pragma once

#include <opentelemetry/trace/span.h>

#include <chrono>
#include <string_view>

#include "dbspan/detail/operation_identity.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An operation that took as long as the threshold or longer.
struct SlowOperation {
  const OperationIdentity& operation;
  std::chrono::nanoseconds threshold;
  std::chrono::nanoseconds duration;
  const Stages& stages;
  OperationSpan::SteadyTime start;
  OperationSpan::SteadyTime end;
};

/// Adds the event `dbspan.slow_operation` to a recorded span and emits the log record of that name.
///
/// Times are in seconds. Stages that the client does not tell are left out.
void ReportSlow(opentelemetry::trace::Span* span, bool recording, const SlowOperation& slow,
                const Options& options, std::string_view scope);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
