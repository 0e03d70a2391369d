#include "view/otlp_json.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "view/attribute_text.h"
#include "view/utf8.h"

namespace dbspan::view {
namespace {

using nlohmann::json;

const json kNothing;

const json& Field(const json& object, const char* camel, const char* snake = nullptr) {
  if (!object.is_object()) return kNothing;
  auto found = object.find(camel);
  if (found == object.end() && snake != nullptr) found = object.find(snake);
  return found == object.end() ? kNothing : *found;
}

const json& Array(const json& object, const char* camel, const char* snake = nullptr) {
  static const json kEmpty = json::array();
  const json& field = Field(object, camel, snake);
  if (field.is_null()) return kEmpty;
  if (!field.is_array()) throw BadJson{std::string{camel} + " is no array"};
  return field;
}

std::string Text(const json& value) {
  return value.is_string() ? value.get<std::string>() : std::string{};
}

std::int64_t Integer(const json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) return static_cast<std::int64_t>(value.get<double>());
  if (!value.is_string()) return 0;
  const auto& text = value.get_ref<const std::string&>();
  return text.empty() ? 0 : static_cast<std::int64_t>(std::strtoull(text.c_str(), nullptr, 10));
}

// Reads an enumeration: a number, or one of `names`, as some exporters write it.
std::uint8_t Enumeration(const json& value, std::initializer_list<std::string_view> names) {
  if (value.is_number()) return static_cast<std::uint8_t>(Integer(value));
  const std::string text = Text(value);
  std::uint8_t number = 0;
  for (const std::string_view name : names) {
    if (text == name) return number;
    ++number;
  }
  return 0;
}

template <std::size_t kSize>
bool ReadHex(const std::string& text, std::array<std::uint8_t, kSize>& bytes) {
  if (text.empty()) return true;
  if (text.size() != 2 * kSize) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::uint8_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint8_t>(c - '0');
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
      digit = static_cast<std::uint8_t>((c | 0x20) - 'a' + 10);
    } else {
      return false;
    }
    bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] << 4U | digit);
  }
  return true;
}

SpanId ReadSpanId(const json& value) {
  std::array<std::uint8_t, 8> bytes{};
  if (!ReadHex(Text(value), bytes)) throw BadJson{"a span id is not 16 hexadecimal digits"};
  SpanId id = 0;
  for (const std::uint8_t byte : bytes) id = id << 8U | byte;
  return id;
}

// NOLINTNEXTLINE(misc-no-recursion): limited by `depth`
json Plain(const json& value, int depth) {
  if (depth > kDeepestValue) return "…";
  if (const json& text = Field(value, "stringValue", "string_value"); !text.is_null()) return text;
  if (const json& flag = Field(value, "boolValue", "bool_value"); !flag.is_null()) return flag;
  if (const json& number = Field(value, "intValue", "int_value"); !number.is_null()) {
    return Integer(number);
  }
  if (const json& number = Field(value, "doubleValue", "double_value"); !number.is_null()) {
    return number;
  }
  if (const json& bytes = Field(value, "bytesValue", "bytes_value"); !bytes.is_null()) return bytes;
  if (const json& array = Field(value, "arrayValue", "array_value"); !array.is_null()) {
    json plain = json::array();
    for (const json& element : Array(array, "values")) plain.push_back(Plain(element, depth + 1));
    return plain;
  }
  if (const json& map = Field(value, "kvlistValue", "kvlist_value"); !map.is_null()) {
    json plain = json::object();
    for (const json& pair : Array(map, "values")) {
      plain[Text(Field(pair, "key"))] = Plain(Field(pair, "value"), depth + 1);
    }
    return plain;
  }
  return nullptr;
}

Attributes ReadAttributes(const json& object) {
  Attributes attributes;
  for (const json& pair : Array(object, "attributes")) {
    const json value = Plain(Field(pair, "value"), 0);
    std::string text;
    if (value.is_string()) {
      text = value.get<std::string>();
    } else if (value.is_number_float()) {
      text = NumberText(value.get<double>());
    } else if (!value.is_null()) {
      text = value.dump();
    }
    attributes.emplace_back(Text(Field(pair, "key")), std::move(text));
  }
  return attributes;
}

ReceivedSpan ReadSpan(const json& object) {
  ReceivedSpan span;
  if (!ReadHex(Text(Field(object, "traceId", "trace_id")), span.trace_id)) {
    throw BadJson{"a trace id is not 32 hexadecimal digits"};
  }
  span.id = ReadSpanId(Field(object, "spanId", "span_id"));
  span.parent_id = ReadSpanId(Field(object, "parentSpanId", "parent_span_id"));
  span.name = Text(Field(object, "name"));
  span.kind = Enumeration(Field(object, "kind"),
                          {"SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER",
                           "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER", "SPAN_KIND_CONSUMER"});
  span.start = Integer(Field(object, "startTimeUnixNano", "start_time_unix_nano"));
  span.end = Integer(Field(object, "endTimeUnixNano", "end_time_unix_nano"));
  span.unfinished = span.end == 0 && span.start != 0;
  span.trace_state = Text(Field(object, "traceState", "trace_state"));
  const json& status = Field(object, "status");
  span.status = Enumeration(Field(status, "code"),
                            {"STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"});
  span.message = Text(Field(status, "message"));
  span.attributes = ReadAttributes(object);
  for (const json& event : Array(object, "events")) {
    span.events.push_back({Text(Field(event, "name")),
                           Integer(Field(event, "timeUnixNano", "time_unix_nano")),
                           ReadAttributes(event)});
  }
  return span;
}

void ReadResourceSpans(const json& resource_spans, SpanSink& sink) {
  sink.OnResource(ResourceOf(ReadAttributes(Field(resource_spans, "resource"))));
  for (const json& scope_spans : Array(resource_spans, "scopeSpans", "scope_spans")) {
    const std::string scope = Text(Field(Field(scope_spans, "scope"), "name"));
    for (const json& object : Array(scope_spans, "spans")) {
      ReceivedSpan span = ReadSpan(object);
      span.scope = scope;
      sink.OnSpan(std::move(span));
    }
  }
}

}  // namespace

Signal ReadTracesJson(std::string_view text, SpanSink& sink) {
  json message = json::parse(text, nullptr, false);
  if (message.is_discarded()) {
    message = json::parse(ReplaceUnpairedSurrogates(ReplaceInvalid(text)), nullptr, false);
  }
  if (message.is_discarded()) throw BadJson{"this is no JSON, or it is cut"};
  if (!message.is_object()) throw BadJson{"this is no JSON object"};
  const json& traces = Array(message, "resourceSpans", "resource_spans");
  for (const json& resource_spans : traces) ReadResourceSpans(resource_spans, sink);
  if (!traces.empty() || message.contains("resourceSpans")) return Signal::kTraces;
  if (message.contains("resourceMetrics")) return Signal::kMetrics;
  if (message.contains("resourceLogs")) return Signal::kLogs;
  return Signal::kOther;
}

}  // namespace dbspan::view
