#pragma once

#include <opentelemetry/trace/span_context.h>

#include <optional>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/export/variables.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Decodes a `traceparent`; returns nullopt if it is invalid. Accepts later versions, which may
/// have more fields after the flags. Source: W3C Trace Context level 2, "traceparent Header".
std::optional<opentelemetry::trace::SpanContext> DecodeTraceparent(std::string_view text);

/// Returns the span that started this process, from TRACEPARENT. Returns nullopt if it is not set,
/// or if OTEL_PROPAGATORS does not contain `tracecontext`. Source: OpenTelemetry specification,
/// "Environment Variables as Context Propagation Carriers" (status Development).
std::optional<opentelemetry::trace::SpanContext> ReadTraceparent(Variables& variables);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
