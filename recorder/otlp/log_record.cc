#include "recorder/otlp/log_record.h"

#include <protozero/pbf_writer.hpp>

#include "recorder/otlp/fields.h"
#include "recorder/otlp/values.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using protozero::pbf_writer;

// Field numbers of logs.v1.LogRecord.
constexpr std::uint32_t kLogTime = 1;
constexpr std::uint32_t kLogSeverity = 2;
constexpr std::uint32_t kLogSeverityText = 3;
constexpr std::uint32_t kLogBody = 5;
constexpr std::uint32_t kLogFlags = 8;
constexpr std::uint32_t kLogTraceId = 9;
constexpr std::uint32_t kLogSpanId = 10;
constexpr std::uint32_t kLogObservedTime = 11;
constexpr std::uint32_t kLogEventName = 12;
constexpr std::uint32_t kString = 1;  // in common.v1.AnyValue

bool IsSet(const SpanId& id) noexcept { return id != SpanId{}; }

}  // namespace

std::string Encode(const LogRecord& record) {
  std::string encoded;
  pbf_writer log{encoded};
  log.add_fixed64(kLogTime, static_cast<std::uint64_t>(record.time));
  log.add_enum(kLogSeverity, static_cast<std::int32_t>(record.severity));
  if (!record.severity_text.empty()) AddText(log, kLogSeverityText, record.severity_text);
  if (!record.body.empty()) {
    pbf_writer body{log, kLogBody};
    AddText(body, kString, record.body);
  }
  encoded += record.attributes;
  if (IsSet(record.span_id)) {
    log.add_fixed32(kLogFlags, record.trace_flags);
    AddId(log, kLogTraceId, record.trace_id);
    AddId(log, kLogSpanId, record.span_id);
  }
  log.add_fixed64(kLogObservedTime, static_cast<std::uint64_t>(record.time));
  if (!record.event_name.empty()) AddText(log, kLogEventName, record.event_name);
  return encoded;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
