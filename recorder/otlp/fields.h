#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/record.h"

/// Functions that append fields of OTLP messages to an encoded message.
///
/// Field numbers: opentelemetry-proto 1.5, trace/v1, metrics/v1, logs/v1, common/v1, resource/v1.
namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Field numbers of `attributes` in the messages that have that field.
enum class AttributesOf : std::uint32_t {
  kResource = 1,
  kSpan = 9,
  kEvent = 3,
  kLink = 4,
  kLogRecord = 6,
  kNumberPoint = 7,
  kHistogramPoint = 9,
};

/// Adds an attribute. Invalid UTF-8 is replaced, because protobuf strings must be valid.
void AddAttribute(std::string& message, AttributesOf of, std::string_view key,
                  std::string_view text);
void AddAttribute(std::string& message, AttributesOf of, std::string_view key, std::int64_t number);
void AddAttribute(std::string& message, AttributesOf of, std::string_view key, double number);
void AddFlag(std::string& message, AttributesOf of, std::string_view key, bool flag);

/// Add an attribute to a span; an empty text adds nothing.
void AddSpanAttribute(std::string& span, std::string_view key, std::string_view text);
void AddSpanAttribute(std::string& span, std::string_view key, std::int64_t number);
void AddSpanName(std::string& span, std::string_view name);
void AddTraceState(std::string& span, std::string_view header);

/// Adds an event. `time` is in Unix nanoseconds; `attributes` are encoded with
/// `AttributesOf::kEvent`.
void AddEvent(std::string& span, std::int64_t time, std::string_view name,
              std::string_view attributes);
/// Adds an event with one attribute, a number. `name` and `key` must be names of dbspan, because
/// they must be short.
void AddCountEvent(std::string& span, std::int64_t time, std::string_view name,
                   std::string_view key, std::int64_t number);
/// Adds a link; `flags` are those of the linked span's trace context.
void AddLink(std::string& span, const TraceId& trace_id, const SpanId& span_id,
             std::string_view trace_state, std::uint8_t flags);

/// Returns `text`, or a copy in `storage` in which invalid UTF-8 is replaced by U+FFFD.
std::string_view ValidUtf8(std::string_view text, std::string& storage);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
