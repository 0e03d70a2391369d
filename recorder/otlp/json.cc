#include "recorder/otlp/json.h"

#include <protozero/pbf_reader.hpp>

#include <array>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "recorder/otlp/schema.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using protozero::data_view;
using protozero::pbf_reader;

/// Appends JSON to a string.
class Writer {
 public:
  explicit Writer(std::string& json) noexcept : json_(json) {}

  void WriteMessage(const Schema& schema, data_view encoded);

 private:
  void WriteField(const Field& field, data_view encoded);
  void WriteValue(const Field& field, pbf_reader& reader);
  void WriteText(data_view text);
  void WriteHex(data_view bytes);
  void WriteDouble(double value);
  template <class Number>
  void WriteLong(const char* format, Number number);
  template <class Range, class Write>
  void WriteArray(const Range& range, Write write);

  std::string& json_;
};

void Writer::WriteMessage(const Schema& schema, data_view encoded) {
  json_ += '{';
  const std::size_t begin = json_.size();
  // Writes field by field, because the elements of a repeated field need not be adjacent.
  for (std::size_t i = 0; i < schema.size; ++i) {
    const std::size_t before = json_.size();
    if (before != begin) json_ += ',';
    const std::size_t separated = json_.size();
    WriteField(schema.fields[i], encoded);
    if (json_.size() == separated) json_.resize(before);
  }
  json_ += '}';
}

void Writer::WriteField(const Field& field, data_view encoded) {
  pbf_reader reader{encoded};
  bool found = false;
  while (reader.next(field.number)) {
    if (found && !field.repeated) {
      reader.skip();
      continue;
    }
    json_ += found ? "," : std::string{"\""} + field.name + (field.repeated ? "\":[" : "\":");
    WriteValue(field, reader);
    found = true;
  }
  if (found && field.repeated) json_ += ']';
}

void Writer::WriteValue(const Field& field, pbf_reader& reader) {
  switch (field.type) {
    case Type::kText:
      return WriteText(reader.get_view());
    case Type::kHex:
      return WriteHex(reader.get_view());
    case Type::kBool:
      json_ += reader.get_bool() ? "true" : "false";
      return;
    case Type::kNumber:
      json_ += std::to_string(reader.get_uint32());
      return;
    case Type::kFixed32:
      json_ += std::to_string(reader.get_fixed32());
      return;
    case Type::kLong:
      return WriteLong("\"%" PRId64 "\"", reader.get_int64());
    case Type::kFixed64:
      return WriteLong("\"%" PRIu64 "\"", reader.get_fixed64());
    case Type::kDouble:
      return WriteDouble(reader.get_double());
    case Type::kMessage:
      return WriteMessage(*field.message, reader.get_view());
    case Type::kFixed64s:
      return WriteArray(reader.get_packed_fixed64(),
                        [this](std::uint64_t number) { WriteLong("\"%" PRIu64 "\"", number); });
    case Type::kDoubles:
      return WriteArray(reader.get_packed_double(), [this](double value) { WriteDouble(value); });
  }
}

void Writer::WriteText(data_view text) {
  json_ += '"';
  for (const char c : std::string_view{text.data(), text.size()}) {
    if (c == '"' || c == '\\') {
      json_ += '\\';
      json_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escaped;
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(c));
      json_ += escaped.data();
    } else {
      json_ += c;
    }
  }
  json_ += '"';
}

void Writer::WriteHex(data_view bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  json_ += '"';
  for (const char c : std::string_view{bytes.data(), bytes.size()}) {
    const auto byte = static_cast<unsigned char>(c);
    json_ += kDigits[byte >> 4U];
    json_ += kDigits[byte & 15U];
  }
  json_ += '"';
}

void Writer::WriteDouble(double value) {
  if (!std::isfinite(value)) {
    json_ += std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    return;
  }
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%.15g", value);
  if (std::strtod(digits.data(), nullptr) != value) {
    std::snprintf(digits.data(), digits.size(), "%.17g", value);
  }
  for (char& c : digits) {
    if (c == ',') c = '.';  // decimal comma of the application's locale
  }
  json_ += digits.data();
}

template <class Number>
void Writer::WriteLong(const char* format, Number number) {
  std::array<char, 32> digits;
  std::snprintf(digits.data(), digits.size(), format, number);
  json_ += digits.data();
}

template <class Range, class Write>
void Writer::WriteArray(const Range& range, Write write) {
  json_ += '[';
  const std::size_t begin = json_.size();
  for (const auto value : range) {
    if (json_.size() != begin) json_ += ',';
    write(value);
  }
  json_ += ']';
}

}  // namespace

std::string ToJson(Message message, std::string_view encoded) {
  std::string json;
  Writer{json}.WriteMessage(SchemaOf(message), {encoded.data(), encoded.size()});
  return json;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
