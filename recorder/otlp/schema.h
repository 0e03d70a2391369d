#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "dbspan/version.h"
#include "recorder/otlp/json.h"

/// Schemas of the OTLP messages that dbspan encodes (opentelemetry-proto 1.5).
namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Encoding of a field.
enum class Type : std::uint8_t {
  kText,
  kHex,
  kBool,
  kNumber,  // 32-bit or an enumeration: varint
  kFixed32,
  kLong,  // 64-bit: varint
  kFixed64,
  kDouble,
  kMessage,
  kFixed64s,  // packed
  kDoubles,   // packed
};

struct Schema;

struct Field {
  std::uint32_t number;
  const char* name;
  Type type;
  bool repeated = false;
  const Schema* message = nullptr;
};

struct Schema {
  const Field* fields;
  std::size_t size;
};

inline constexpr bool kRepeated = true;

inline constexpr Field kAnyValueFields[] = {{1, "stringValue", Type::kText},
                                            {2, "boolValue", Type::kBool},
                                            {3, "intValue", Type::kLong},
                                            {4, "doubleValue", Type::kDouble}};
inline constexpr Schema kAnyValue{kAnyValueFields, std::size(kAnyValueFields)};
inline constexpr Field kKeyValueFields[] = {{1, "key", Type::kText},
                                            {2, "value", Type::kMessage, false, &kAnyValue}};
inline constexpr Schema kKeyValue{kKeyValueFields, std::size(kKeyValueFields)};
inline constexpr Field kResourceFields[] = {
    {1, "attributes", Type::kMessage, kRepeated, &kKeyValue}};
inline constexpr Schema kResource{kResourceFields, std::size(kResourceFields)};
inline constexpr Field kScopeFields[] = {{1, "name", Type::kText}, {2, "version", Type::kText}};
inline constexpr Schema kScope{kScopeFields, std::size(kScopeFields)};

inline constexpr Field kEventFields[] = {{1, "timeUnixNano", Type::kFixed64},
                                         {2, "name", Type::kText},
                                         {3, "attributes", Type::kMessage, kRepeated, &kKeyValue},
                                         {4, "droppedAttributesCount", Type::kNumber}};
inline constexpr Schema kEvent{kEventFields, std::size(kEventFields)};
inline constexpr Field kLinkFields[] = {{1, "traceId", Type::kHex},
                                        {2, "spanId", Type::kHex},
                                        {3, "traceState", Type::kText},
                                        {4, "attributes", Type::kMessage, kRepeated, &kKeyValue},
                                        {6, "flags", Type::kFixed32}};
inline constexpr Schema kLink{kLinkFields, std::size(kLinkFields)};
inline constexpr Field kStatusFields[] = {{2, "message", Type::kText}, {3, "code", Type::kNumber}};
inline constexpr Schema kStatus{kStatusFields, std::size(kStatusFields)};
inline constexpr Field kSpanFields[] = {{1, "traceId", Type::kHex},
                                        {2, "spanId", Type::kHex},
                                        {3, "traceState", Type::kText},
                                        {4, "parentSpanId", Type::kHex},
                                        {16, "flags", Type::kFixed32},
                                        {5, "name", Type::kText},
                                        {6, "kind", Type::kNumber},
                                        {7, "startTimeUnixNano", Type::kFixed64},
                                        {8, "endTimeUnixNano", Type::kFixed64},
                                        {9, "attributes", Type::kMessage, kRepeated, &kKeyValue},
                                        {10, "droppedAttributesCount", Type::kNumber},
                                        {11, "events", Type::kMessage, kRepeated, &kEvent},
                                        {12, "droppedEventsCount", Type::kNumber},
                                        {13, "links", Type::kMessage, kRepeated, &kLink},
                                        {14, "droppedLinksCount", Type::kNumber},
                                        {15, "status", Type::kMessage, false, &kStatus}};
inline constexpr Schema kSpan{kSpanFields, std::size(kSpanFields)};

inline constexpr Field kLogRecordFields[] = {
    {1, "timeUnixNano", Type::kFixed64},
    {11, "observedTimeUnixNano", Type::kFixed64},
    {2, "severityNumber", Type::kNumber},
    {3, "severityText", Type::kText},
    {5, "body", Type::kMessage, false, &kAnyValue},
    {6, "attributes", Type::kMessage, kRepeated, &kKeyValue},
    {7, "droppedAttributesCount", Type::kNumber},
    {8, "flags", Type::kFixed32},
    {9, "traceId", Type::kHex},
    {10, "spanId", Type::kHex},
    {12, "eventName", Type::kText}};
inline constexpr Schema kLogRecord{kLogRecordFields, std::size(kLogRecordFields)};

inline constexpr Field kHistogramPointFields[] = {
    {2, "startTimeUnixNano", Type::kFixed64},
    {3, "timeUnixNano", Type::kFixed64},
    {4, "count", Type::kFixed64},
    {5, "sum", Type::kDouble},
    {6, "bucketCounts", Type::kFixed64s},
    {7, "explicitBounds", Type::kDoubles},
    {9, "attributes", Type::kMessage, kRepeated, &kKeyValue},
    {10, "flags", Type::kNumber},
    {11, "min", Type::kDouble},
    {12, "max", Type::kDouble}};
inline constexpr Schema kHistogramPoint{kHistogramPointFields, std::size(kHistogramPointFields)};
inline constexpr Field kHistogramFields[] = {
    {1, "dataPoints", Type::kMessage, kRepeated, &kHistogramPoint},
    {2, "aggregationTemporality", Type::kNumber}};
inline constexpr Schema kHistogram{kHistogramFields, std::size(kHistogramFields)};
inline constexpr Field kNumberPointFields[] = {
    {2, "startTimeUnixNano", Type::kFixed64},
    {3, "timeUnixNano", Type::kFixed64},
    {6, "asInt", Type::kFixed64},
    {7, "attributes", Type::kMessage, kRepeated, &kKeyValue}};
inline constexpr Schema kNumberPoint{kNumberPointFields, std::size(kNumberPointFields)};
inline constexpr Field kSumFields[] = {{1, "dataPoints", Type::kMessage, kRepeated, &kNumberPoint},
                                       {2, "aggregationTemporality", Type::kNumber},
                                       {3, "isMonotonic", Type::kBool}};
inline constexpr Schema kSum{kSumFields, std::size(kSumFields)};
inline constexpr Field kMetricFields[] = {{1, "name", Type::kText},
                                          {2, "description", Type::kText},
                                          {3, "unit", Type::kText},
                                          {7, "sum", Type::kMessage, false, &kSum},
                                          {9, "histogram", Type::kMessage, false, &kHistogram}};
inline constexpr Schema kMetric{kMetricFields, std::size(kMetricFields)};

// Defines the schema of a request of one signal: the request contains resources, they contain
// scopes, and these contain items.
#define DBSPAN_OTLP_REQUEST(name, RESOURCES, SCOPES, ITEMS, ITEM)                               \
  inline constexpr Field name##ScopeFields[] = {{1, "scope", Type::kMessage, false, &kScope},   \
                                                {2, ITEMS, Type::kMessage, kRepeated, &(ITEM)}, \
                                                {3, "schemaUrl", Type::kText}};                 \
  inline constexpr Schema name##Scope{name##ScopeFields, 3};                                    \
  inline constexpr Field name##ResourceFields[] = {                                             \
      {1, "resource", Type::kMessage, false, &kResource},                                       \
      {2, SCOPES, Type::kMessage, kRepeated, &name##Scope},                                     \
      {3, "schemaUrl", Type::kText}};                                                           \
  inline constexpr Schema name##Resource{name##ResourceFields, 3};                              \
  inline constexpr Field name##Fields[] = {                                                     \
      {1, RESOURCES, Type::kMessage, kRepeated, &name##Resource}};                              \
  inline constexpr Schema name { name##Fields, 1 }

DBSPAN_OTLP_REQUEST(kTraces, "resourceSpans", "scopeSpans", "spans", kSpan);
DBSPAN_OTLP_REQUEST(kMetrics, "resourceMetrics", "scopeMetrics", "metrics", kMetric);
DBSPAN_OTLP_REQUEST(kLogs, "resourceLogs", "scopeLogs", "logRecords", kLogRecord);
#undef DBSPAN_OTLP_REQUEST

inline const Schema& SchemaOf(Message message) noexcept {
  switch (message) {
    case Message::kTracesRequest:
      return kTraces;
    case Message::kMetricsRequest:
      return kMetrics;
    case Message::kLogsRequest:
      break;
  }
  return kLogs;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
