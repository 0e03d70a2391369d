#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"
#include "recorder/record.h"
#include "recorder/texts.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Appends the record to `span`, as fields of a trace.v1.Span.
void EncodeSpan(const char* record, const Texts& texts, std::string& span);
/// Appends the record, given the encoded fields of its statement and endpoint.
void EncodeSpan(const char* record, std::string_view statement_fields,
                std::string_view endpoint_fields, std::string& span);

/// Appends the fields that are known when a span starts.
void EncodeStart(const TraceId& trace_id, const SpanId& span_id, std::int64_t start,
                 std::string& span);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
