#include "cli/request_schema.h"

namespace dbspan::cli::request {
namespace {

Field One(const char* name, std::uint32_t number, const Schema& (*message)()) {
  return {name, number, Type::kMessage, message, false};
}

Field Many(const char* name, std::uint32_t number, const Schema& (*message)()) {
  return {name, number, Type::kMessage, message, true};
}

const Schema& Value();

const Schema& KeyValue() {
  static const Schema schema{{{"key", 1, Type::kText}, One("value", 2, Value)}};
  return schema;
}

const Schema& ArrayValue() {
  static const Schema schema{{Many("values", 1, Value)}};
  return schema;
}

const Schema& KeyValueList() {
  static const Schema schema{{Many("values", 1, KeyValue)}};
  return schema;
}

const Schema& Value() {
  static const Schema schema{{{"stringValue", 1, Type::kText},
                              {"boolValue", 2, Type::kBool},
                              {"intValue", 3, Type::kNumber},
                              {"doubleValue", 4, Type::kDouble},
                              One("arrayValue", 5, ArrayValue),
                              One("kvlistValue", 6, KeyValueList),
                              {"bytesValue", 7, Type::kBase64}}};
  return schema;
}

const Schema& Resource() {
  static const Schema schema{
      {Many("attributes", 1, KeyValue), {"droppedAttributesCount", 2, Type::kNumber}}};
  return schema;
}

const Schema& Scope() {
  static const Schema schema{{{"name", 1, Type::kText},
                              {"version", 2, Type::kText},
                              Many("attributes", 3, KeyValue),
                              {"droppedAttributesCount", 4, Type::kNumber}}};
  return schema;
}

const Schema& Event() {
  static const Schema schema{{{"timeUnixNano", 1, Type::kFixed64},
                              {"name", 2, Type::kText},
                              Many("attributes", 3, KeyValue),
                              {"droppedAttributesCount", 4, Type::kNumber}}};
  return schema;
}

const Schema& Link() {
  static const Schema schema{{{"traceId", 1, Type::kHex},
                              {"spanId", 2, Type::kHex},
                              {"traceState", 3, Type::kText},
                              Many("attributes", 4, KeyValue),
                              {"droppedAttributesCount", 5, Type::kNumber},
                              {"flags", 6, Type::kFixed32}}};
  return schema;
}

const Schema& Status() {
  static const Schema schema{{{"message", 2, Type::kText}, {"code", 3, Type::kNumber}}};
  return schema;
}

const Schema& Span() {
  static const Schema schema{{{"traceId", 1, Type::kHex},
                              {"spanId", 2, Type::kHex},
                              {"traceState", 3, Type::kText},
                              {"parentSpanId", 4, Type::kHex},
                              {"name", 5, Type::kText},
                              {"kind", 6, Type::kNumber},
                              {"startTimeUnixNano", 7, Type::kFixed64},
                              {"endTimeUnixNano", 8, Type::kFixed64},
                              Many("attributes", 9, KeyValue),
                              {"droppedAttributesCount", 10, Type::kNumber},
                              Many("events", 11, Event),
                              {"droppedEventsCount", 12, Type::kNumber},
                              Many("links", 13, Link),
                              {"droppedLinksCount", 14, Type::kNumber},
                              One("status", 15, Status),
                              {"flags", 16, Type::kFixed32}}};
  return schema;
}

const Schema& Exemplar() {
  static const Schema schema{{{"timeUnixNano", 2, Type::kFixed64},
                              {"asDouble", 3, Type::kDouble},
                              {"spanId", 4, Type::kHex},
                              {"traceId", 5, Type::kHex},
                              {"asInt", 6, Type::kFixed64},
                              Many("filteredAttributes", 7, KeyValue)}};
  return schema;
}

const Schema& NumberPoint() {
  static const Schema schema{{{"startTimeUnixNano", 2, Type::kFixed64},
                              {"timeUnixNano", 3, Type::kFixed64},
                              {"asDouble", 4, Type::kDouble},
                              Many("exemplars", 5, Exemplar),
                              {"asInt", 6, Type::kFixed64},
                              Many("attributes", 7, KeyValue),
                              {"flags", 8, Type::kNumber}}};
  return schema;
}

const Schema& HistogramPoint() {
  static const Schema schema{{{"startTimeUnixNano", 2, Type::kFixed64},
                              {"timeUnixNano", 3, Type::kFixed64},
                              {"count", 4, Type::kFixed64},
                              {"sum", 5, Type::kDouble},
                              {"bucketCounts", 6, Type::kFixed64s},
                              {"explicitBounds", 7, Type::kDoubles},
                              Many("exemplars", 8, Exemplar),
                              Many("attributes", 9, KeyValue),
                              {"flags", 10, Type::kNumber},
                              {"min", 11, Type::kDouble},
                              {"max", 12, Type::kDouble}}};
  return schema;
}

const Schema& Buckets() {
  static const Schema schema{{{"offset", 1, Type::kSigned}, {"bucketCounts", 2, Type::kNumbers}}};
  return schema;
}

const Schema& ExponentialPoint() {
  static const Schema schema{{Many("attributes", 1, KeyValue),
                              {"startTimeUnixNano", 2, Type::kFixed64},
                              {"timeUnixNano", 3, Type::kFixed64},
                              {"count", 4, Type::kFixed64},
                              {"sum", 5, Type::kDouble},
                              {"scale", 6, Type::kSigned},
                              {"zeroCount", 7, Type::kFixed64},
                              One("positive", 8, Buckets),
                              One("negative", 9, Buckets),
                              {"flags", 10, Type::kNumber},
                              Many("exemplars", 11, Exemplar),
                              {"min", 12, Type::kDouble},
                              {"max", 13, Type::kDouble},
                              {"zeroThreshold", 14, Type::kDouble}}};
  return schema;
}

const Schema& Quantile() {
  static const Schema schema{{{"quantile", 1, Type::kDouble}, {"value", 2, Type::kDouble}}};
  return schema;
}

const Schema& SummaryPoint() {
  static const Schema schema{{{"startTimeUnixNano", 2, Type::kFixed64},
                              {"timeUnixNano", 3, Type::kFixed64},
                              {"count", 4, Type::kFixed64},
                              {"sum", 5, Type::kDouble},
                              Many("quantileValues", 6, Quantile),
                              Many("attributes", 7, KeyValue),
                              {"flags", 8, Type::kNumber}}};
  return schema;
}

// A kind of metric: its points and what they have in common.
template <const Schema& (*kPoint)()>
const Schema& Points() {
  static const Schema schema{{Many("dataPoints", 1, kPoint),
                              {"aggregationTemporality", 2, Type::kNumber},
                              {"isMonotonic", 3, Type::kBool}}};
  return schema;
}

const Schema& Metric() {
  static const Schema schema{{{"name", 1, Type::kText},
                              {"description", 2, Type::kText},
                              {"unit", 3, Type::kText},
                              One("gauge", 5, Points<NumberPoint>),
                              One("sum", 7, Points<NumberPoint>),
                              One("histogram", 9, Points<HistogramPoint>),
                              One("exponentialHistogram", 10, Points<ExponentialPoint>),
                              One("summary", 11, Points<SummaryPoint>),
                              Many("metadata", 12, KeyValue)}};
  return schema;
}

const Schema& LogRecord() {
  static const Schema schema{{{"timeUnixNano", 1, Type::kFixed64},
                              {"severityNumber", 2, Type::kNumber},
                              {"severityText", 3, Type::kText},
                              One("body", 5, Value),
                              Many("attributes", 6, KeyValue),
                              {"droppedAttributesCount", 7, Type::kNumber},
                              {"flags", 8, Type::kFixed32},
                              {"traceId", 9, Type::kHex},
                              {"spanId", 10, Type::kHex},
                              {"observedTimeUnixNano", 11, Type::kFixed64},
                              {"eventName", 12, Type::kText}}};
  return schema;
}

// A request: resources, which contain scopes, which contain items.
Schema RequestOf(const char* resources, const Schema& (*resource)()) {
  return {{Many(resources, 1, resource)}};
}

Schema ResourceOf(const char* scopes, const Schema& (*scope)()) {
  return {{One("resource", 1, Resource), Many(scopes, 2, scope), {"schemaUrl", 3, Type::kText}}};
}

Schema ScopeOf(const char* items, const Schema& (*item)()) {
  return {{One("scope", 1, Scope), Many(items, 2, item), {"schemaUrl", 3, Type::kText}}};
}

const Schema& TracesScope() {
  static const Schema schema = ScopeOf("spans", Span);
  return schema;
}
const Schema& TracesResource() {
  static const Schema schema = ResourceOf("scopeSpans", TracesScope);
  return schema;
}
const Schema& MetricsScope() {
  static const Schema schema = ScopeOf("metrics", Metric);
  return schema;
}
const Schema& MetricsResource() {
  static const Schema schema = ResourceOf("scopeMetrics", MetricsScope);
  return schema;
}
const Schema& LogsScope() {
  static const Schema schema = ScopeOf("logRecords", LogRecord);
  return schema;
}
const Schema& LogsResource() {
  static const Schema schema = ResourceOf("scopeLogs", LogsScope);
  return schema;
}

}  // namespace

const Schema& SchemaOf(recorder::otlp::Message message) {
  static const Schema traces = RequestOf("resourceSpans", TracesResource);
  static const Schema metrics = RequestOf("resourceMetrics", MetricsResource);
  static const Schema logs = RequestOf("resourceLogs", LogsResource);
  switch (message) {
    case recorder::otlp::Message::kTracesRequest:
      return traces;
    case recorder::otlp::Message::kMetricsRequest:
      return metrics;
    case recorder::otlp::Message::kLogsRequest:
      break;
  }
  return logs;
}

}  // namespace dbspan::cli::request
