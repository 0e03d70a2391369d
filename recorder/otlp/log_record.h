#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/record.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A log record. `attributes` are encoded with `AttributesOf::kLogRecord`; a span id of zeroes
/// means no span.
struct LogRecord {
  std::int64_t time = 0;
  std::uint32_t severity = 0;  ///< SeverityNumber.
  std::string_view severity_text;
  std::string_view event_name;
  std::string_view body;
  TraceId trace_id{};
  SpanId span_id{};
  std::uint8_t trace_flags = 0;
  std::string attributes;
};
/// Returns an encoded logs.v1.LogRecord.
std::string Encode(const LogRecord& record);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
