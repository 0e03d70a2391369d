#include "recorder/otlp/fields.h"

#include <protozero/pbf_writer.hpp>

#include "core/sql/utf8.h"
#include "recorder/otlp/pieces.h"
#include "recorder/otlp/values.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using protozero::pbf_writer;

// Field numbers of common.v1.KeyValue and AnyValue.
constexpr std::uint32_t kKey = 1;
constexpr std::uint32_t kValue = 2;
constexpr std::uint32_t kString = 1;
constexpr std::uint32_t kBool = 2;
constexpr std::uint32_t kInt = 3;
constexpr std::uint32_t kDouble = 4;
// Field numbers of trace.v1.Span, its Event and its Link.
constexpr std::uint32_t kSpanTraceState = 3;
constexpr std::uint32_t kSpanName = 5;
constexpr std::uint32_t kSpanEvents = 11;
constexpr std::uint32_t kSpanLinks = 13;
constexpr std::uint32_t kEventTime = 1;
constexpr std::uint32_t kEventName = 2;
constexpr std::uint32_t kLinkTraceId = 1;
constexpr std::uint32_t kLinkSpanId = 2;
constexpr std::uint32_t kLinkTraceState = 3;
constexpr std::uint32_t kLinkFlags = 6;

template <class AddValue>
void AddKeyValue(std::string& message, AttributesOf of, std::string_view key, AddValue add_value) {
  pbf_writer writer{message};
  pbf_writer attribute{writer, static_cast<std::uint32_t>(of)};
  attribute.add_string(kKey, key.data(), key.size());
  pbf_writer value{attribute, kValue};
  add_value(value);
}

constexpr std::size_t kFixed64Field = 9;

// Longest key for the fast path. Keys of dbspan are shorter; those of query parameters and baggage
// may be longer.
constexpr std::size_t kLongestPlainKey = 128;

/// Adds the head of an attribute whose encoded AnyValue has `value` bytes.
void AddHead(Pieces& pieces, AttributesOf of, std::string_view key, std::size_t value) noexcept {
  pieces.AddHead(static_cast<std::uint32_t>(of), SizeOfField(key.size()) + SizeOfField(value));
  pieces.AddBytes(kKey, key);
  pieces.AddHead(kValue, value);
}

}  // namespace

std::string_view ValidUtf8(std::string_view text, std::string& storage) {
  if (sql_text::IsValidUtf8(text)) return text;
  storage.clear();
  while (!text.empty()) {
    std::size_t length = 4 < text.size() ? 4 : text.size();
    while (length > 0 && !sql_text::IsValidUtf8(text.substr(0, length))) --length;
    if (length == 0) {
      storage += "\xEF\xBF\xBD";
      length = 1;
    } else {
      storage += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return storage;
}

void AddAttribute(std::string& message, AttributesOf of, std::string_view key,
                  std::string_view text) {
  std::string storage;
  const std::string_view valid = ValidUtf8(text, storage);
  if (key.size() > kLongestPlainKey) {
    return AddKeyValue(message, of, key, [valid](pbf_writer& value) {
      value.add_string(kString, valid.data(), valid.size());
    });
  }
  Pieces pieces;
  AddHead(pieces, of, key, SizeOfField(valid.size()));
  pieces.AddHead(kString, valid.size());
  message += pieces.view();
  message += valid;
}

void AddAttribute(std::string& message, AttributesOf of, std::string_view key,
                  std::int64_t number) {
  if (key.size() > kLongestPlainKey) {
    return AddKeyValue(message, of, key,
                       [number](pbf_writer& value) { value.add_int64(kInt, number); });
  }
  const auto bits = static_cast<std::uint64_t>(number);
  Pieces pieces;
  AddHead(pieces, of, key, 1 + static_cast<std::size_t>(protozero::length_of_varint(bits)));
  pieces.AddNumber(kInt, bits);
  message += pieces.view();
}

void AddAttribute(std::string& message, AttributesOf of, std::string_view key, double number) {
  AddKeyValue(message, of, key, [number](pbf_writer& value) { value.add_double(kDouble, number); });
}

void AddFlag(std::string& message, AttributesOf of, std::string_view key, bool flag) {
  AddKeyValue(message, of, key, [flag](pbf_writer& value) { value.add_bool(kBool, flag); });
}

void AddSpanAttribute(std::string& span, std::string_view key, std::string_view text) {
  if (!text.empty()) AddAttribute(span, AttributesOf::kSpan, key, text);
}

void AddSpanAttribute(std::string& span, std::string_view key, std::int64_t number) {
  AddAttribute(span, AttributesOf::kSpan, key, number);
}

void AddSpanName(std::string& span, std::string_view name) {
  if (name.empty()) return;
  pbf_writer writer{span};
  AddText(writer, kSpanName, name);
}

void AddTraceState(std::string& span, std::string_view header) {
  if (header.empty()) return;
  pbf_writer writer{span};
  AddText(writer, kSpanTraceState, header);
}

void AddEvent(std::string& span, std::int64_t time, std::string_view name,
              std::string_view attributes) {
  Pieces pieces;
  pieces.AddHead(kSpanEvents, kFixed64Field + SizeOfField(name.size()) + attributes.size());
  pieces.AddFixed64(kEventTime, static_cast<std::uint64_t>(time));
  pieces.AddHead(kEventName, name.size());
  span += pieces.view();
  span += name;
  span += attributes;
}

void AddCountEvent(std::string& span, std::int64_t time, std::string_view name,
                   std::string_view key, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  const std::size_t value = 1 + static_cast<std::size_t>(protozero::length_of_varint(bits));
  const std::size_t attribute = SizeOfField(key.size()) + SizeOfField(value);
  Pieces pieces;
  pieces.AddHead(kSpanEvents, kFixed64Field + SizeOfField(name.size()) + SizeOfField(attribute));
  pieces.AddFixed64(kEventTime, static_cast<std::uint64_t>(time));
  pieces.AddBytes(kEventName, name);
  AddHead(pieces, AttributesOf::kEvent, key, value);
  pieces.AddNumber(kInt, bits);
  span += pieces.view();
}

void AddLink(std::string& span, const TraceId& trace_id, const SpanId& span_id,
             std::string_view trace_state, std::uint8_t flags) {
  pbf_writer writer{span};
  pbf_writer link{writer, kSpanLinks};
  AddId(link, kLinkTraceId, trace_id);
  AddId(link, kLinkSpanId, span_id);
  if (!trace_state.empty()) AddText(link, kLinkTraceState, trace_state);
  link.add_fixed32(kLinkFlags, flags);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
