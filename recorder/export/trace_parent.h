#pragma once

#include <opentelemetry/trace/span_context.h>

#include <optional>
#include <string_view>

#include "recorder/export/variables.h"

namespace dbspan::recorder {

/// Decodes a `traceparent`; returns nothing where it is invalid. Source: W3C Trace Context level 2,
/// "traceparent Header": later versions may go on after the flags.
std::optional<opentelemetry::trace::SpanContext> DecodeTraceparent(std::string_view text);

/// The span that started this process, from TRACEPARENT; nothing where there is none, or
/// OTEL_PROPAGATORS leaves `tracecontext` out. Source: OpenTelemetry specification, "Environment
/// Variables as Context Propagation Carriers" (status Development).
std::optional<opentelemetry::trace::SpanContext> ReadTraceparent(const Variables& variables);

}  // namespace dbspan::recorder
