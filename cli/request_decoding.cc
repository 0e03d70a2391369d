#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <protozero/pbf_reader.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cli/request_encoding.h"
#include "cli/request_schema.h"
#include "view/gzip.h"

namespace dbspan::cli {
namespace {

using nlohmann::ordered_json;
using protozero::pbf_reader;
using protozero::pbf_wire_type;
using request::Field;
using request::Schema;
using request::Type;

constexpr int kDeepest = 64;  // of values within values

std::string Hex(protozero::data_view bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : std::string_view{bytes.data(), bytes.size()}) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

ordered_json Double(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

// `intValue` and other 64-bit numbers are texts, 32-bit ones and enumerations are numbers. Source:
// ProtoJSON format.
ordered_json Number(const Field& field, std::int64_t number) {
  if (std::string_view{field.name} == "intValue") return std::to_string(number);
  return number;
}

// NOLINTNEXTLINE(misc-no-recursion): limited by `depth`
ordered_json Decode(const Schema& schema, pbf_reader message, int depth);

// NOLINTNEXTLINE(misc-no-recursion)
ordered_json Value(const Field& field, pbf_reader& reader, int depth) {
  switch (field.type) {
    case Type::kText:
      return reader.get_string();
    case Type::kHex:
      return Hex(reader.get_view());
    case Type::kBase64: {
      const auto bytes = reader.get_view();
      return view::Base64({bytes.data(), bytes.size()});
    }
    case Type::kBool:
      return reader.get_bool();
    case Type::kNumber:
      return Number(field, reader.get_int64());
    case Type::kSigned:
      return reader.get_sint64();
    case Type::kFixed32:
      return reader.get_fixed32();
    case Type::kFixed64:
      if (std::string_view{field.name} == "asInt") return std::to_string(reader.get_sfixed64());
      return std::to_string(reader.get_fixed64());
    case Type::kDouble:
      return Double(reader.get_double());
    case Type::kMessage:
      return Decode(field.message(), reader.get_message(), depth + 1);
    case Type::kNumbers:
    case Type::kFixed64s:
    case Type::kDoubles:
      break;
  }
  ordered_json numbers = ordered_json::array();
  if (field.type == Type::kNumbers) {
    for (const auto number : reader.get_packed_uint64()) numbers.push_back(std::to_string(number));
  } else if (field.type == Type::kFixed64s) {
    for (const auto number : reader.get_packed_fixed64()) numbers.push_back(std::to_string(number));
  } else {
    for (const double number : reader.get_packed_double()) numbers.push_back(Double(number));
  }
  return numbers;
}

pbf_wire_type WireTypeOf(Type type) {
  switch (type) {
    case Type::kBool:
    case Type::kNumber:
    case Type::kSigned:
      return pbf_wire_type::varint;
    case Type::kFixed32:
      return pbf_wire_type::fixed32;
    case Type::kFixed64:
    case Type::kDouble:
      return pbf_wire_type::fixed64;
    default:
      return pbf_wire_type::length_delimited;
  }
}

// NOLINTNEXTLINE(misc-no-recursion)
ordered_json Decode(const Schema& schema, pbf_reader message, int depth) {
  if (depth > kDeepest) throw std::runtime_error{"values are too deep"};
  ordered_json object = ordered_json::object();
  while (message.next()) {
    const Field* known = nullptr;
    for (const Field& field : schema.fields) {
      if (field.number == message.tag()) known = &field;
    }
    if (known == nullptr || message.wire_type() != WireTypeOf(known->type)) {
      message.skip();
    } else if (known->repeated) {
      object[known->name].push_back(Value(*known, message, depth));
    } else {
      object[known->name] = Value(*known, message, depth);
    }
  }
  return object;
}

}  // namespace

std::string DecodeRequest(recorder::otlp::Message message, std::string_view encoded) {
  const pbf_reader reader{encoded.data(), encoded.size()};
  // Exporters are supposed to send valid UTF-8; other bytes are replaced.
  return Decode(request::SchemaOf(message), reader, 0)
      .dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace dbspan::cli
