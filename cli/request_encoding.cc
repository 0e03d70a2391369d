#include "cli/request_encoding.h"

#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <protozero/pbf_writer.hpp>
#include <stdexcept>
#include <vector>

#include "cli/request_schema.h"

namespace dbspan::cli {
namespace {

using nlohmann::json;
using protozero::pbf_writer;
using request::Field;
using request::Schema;
using request::Type;

constexpr int kDeepest = 64;  // of values within values

std::int64_t Integer(const json& value) {
  if (value.is_number_unsigned()) return static_cast<std::int64_t>(value.get<std::uint64_t>());
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) return static_cast<std::int64_t>(value.get<double>());
  if (!value.is_string()) throw std::runtime_error{"a number is missing"};
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty() || text[0] == '-') return std::strtoll(text.c_str(), nullptr, 10);
  return static_cast<std::int64_t>(std::strtoull(text.c_str(), nullptr, 10));
}

// Reads a number or the name of an enumeration's value, as some exporters write it.
std::int64_t NumberOrName(const json& value) {
  if (!value.is_string()) return Integer(value);
  const auto& text = value.get_ref<const std::string&>();
  const auto ends_with = [&text](std::string_view end) {
    return text.size() >= end.size() &&
           std::string_view{text}.substr(text.size() - end.size()) == end;
  };
  struct Name {
    const char* end;
    std::int64_t number;
  };
  constexpr Name kNames[] = {
      {"KIND_INTERNAL", 1},     {"KIND_SERVER", 2},       {"KIND_CLIENT", 3},
      {"KIND_PRODUCER", 4},     {"KIND_CONSUMER", 5},     {"STATUS_CODE_OK", 1},
      {"STATUS_CODE_ERROR", 2}, {"TEMPORALITY_DELTA", 1}, {"TEMPORALITY_CUMULATIVE", 2}};
  for (const Name& name : kNames) {
    if (ends_with(name.end)) return name.number;
  }
  return Integer(value);
}

double Double(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) throw std::runtime_error{"a number is missing"};
  // strtod knows NaN and Infinity.
  return std::strtod(value.get_ref<const std::string&>().c_str(), nullptr);
}

std::string FromHex(const std::string& text) {
  const auto digit = [](char c) -> unsigned {
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) throw std::runtime_error{"no id"};
    return c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>((c | 0x20) - 'a' + 10);
  };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(digit(text[i]) << 4U | digit(text[i + 1]));
  }
  return bytes;
}

std::string FromBase64(const std::string& text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  unsigned count = 0;
  for (char c : text) {
    if (c == '-') c = '+';  // the form for URLs
    if (c == '_') c = '/';
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) continue;
    bits = bits << 6U | static_cast<unsigned>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 255U);
  }
  return bytes;
}

const std::string& Text(const json& value) {
  if (!value.is_string()) throw std::runtime_error{"a text is missing"};
  return value.get_ref<const std::string&>();
}

// NOLINTNEXTLINE(misc-no-recursion): limited by `depth`
std::string Encode(const Schema& schema, const json& object, int depth);

template <class Number, class Read>
std::vector<Number> Numbers(const json& array, Read read) {
  std::vector<Number> numbers;
  for (const json& one : array) numbers.push_back(static_cast<Number>(read(one)));
  return numbers;
}

// NOLINTNEXTLINE(misc-no-recursion)
void Add(pbf_writer& to, const Field& field, const json& value, int depth) {
  switch (field.type) {
    case Type::kText:
      return to.add_string(field.number, Text(value));
    case Type::kHex:
      return to.add_bytes(field.number, FromHex(Text(value)));
    case Type::kBase64:
      return to.add_bytes(field.number, FromBase64(Text(value)));
    case Type::kBool:
      return to.add_bool(field.number, value.is_boolean() && value.get<bool>());
    case Type::kNumber:
      return to.add_int64(field.number, NumberOrName(value));
    case Type::kSigned:
      return to.add_sint64(field.number, Integer(value));
    case Type::kFixed32:
      return to.add_fixed32(field.number, static_cast<std::uint32_t>(Integer(value)));
    case Type::kFixed64:
      return to.add_fixed64(field.number, static_cast<std::uint64_t>(Integer(value)));
    case Type::kDouble:
      return to.add_double(field.number, Double(value));
    case Type::kMessage:
      return to.add_message(field.number, Encode(field.message(), value, depth + 1));
    case Type::kNumbers: {
      const auto numbers = Numbers<std::uint64_t>(value, Integer);
      return to.add_packed_uint64(field.number, numbers.begin(), numbers.end());
    }
    case Type::kFixed64s: {
      const auto numbers = Numbers<std::uint64_t>(value, Integer);
      return to.add_packed_fixed64(field.number, numbers.begin(), numbers.end());
    }
    case Type::kDoubles: {
      const auto numbers = Numbers<double>(value, Double);
      return to.add_packed_double(field.number, numbers.begin(), numbers.end());
    }
  }
}

// `startTimeUnixNano` is also accepted as `start_time_unix_nano`.
std::string SnakeCase(std::string_view name) {
  std::string snake;
  for (const char c : name) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0) snake += '_';
    snake += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return snake;
}

// NOLINTNEXTLINE(misc-no-recursion)
std::string Encode(const Schema& schema, const json& object, int depth) {
  if (!object.is_object()) throw std::runtime_error{"an object is missing"};
  if (depth > kDeepest) throw std::runtime_error{"values are too deep"};
  std::string encoded;
  pbf_writer to{encoded};
  for (const Field& field : schema.fields) {
    auto found = object.find(field.name);
    if (found == object.end()) found = object.find(SnakeCase(field.name));
    if (found == object.end() || found->is_null()) continue;
    if (!field.repeated) {
      Add(to, field, *found, depth);
      continue;
    }
    for (const json& element : *found) Add(to, field, element, depth);
  }
  return encoded;
}

}  // namespace

std::string EncodeRequest(recorder::otlp::Message message, std::string_view json) {
  return Encode(request::SchemaOf(message), nlohmann::json::parse(json), 0);
}

}  // namespace dbspan::cli
