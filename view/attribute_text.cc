#include "view/attribute_text.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace dbspan::view {

namespace {

// Contains true for bytes that may have to be escaped. E2 begins U+2028 and U+2029.
constexpr std::array<bool, 256> EscapeTable() {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) table[byte] = true;
  for (const unsigned char byte : {'"', '\\', '<', '\x7F'}) table[byte] = true;
  table[0xE2] = true;
  return table;
}
constexpr std::array<bool, 256> kMayNeedEscape = EscapeTable();

}  // namespace

std::string JsonText(std::string_view text) {
  std::string json;
  json.reserve(text.size() + 2);
  json += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t plain = i;
    while (plain < text.size() && !kMayNeedEscape[static_cast<unsigned char>(text[plain])]) ++plain;
    json.append(text, i, plain - i);
    i = plain;
    if (i == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[i]);
    std::array<char, 8> escaped{};
    if (byte == '"' || byte == '\\') {
      json += {'\\', text[i]};
    } else if (byte == '\n') {
      json += "\\n";
    } else if (byte < 0x20 || byte == '<' || byte == 0x7F) {
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", byte);
      json += escaped.data();
    } else if (text.substr(i, 3) == "\xE2\x80\xA8" || text.substr(i, 3) == "\xE2\x80\xA9") {
      json += text[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      json += text[i];
    }
  }
  json += '"';
  return json;
}

std::string NumberText(double number) {
  if (std::isnan(number)) return "\"NaN\"";
  if (std::isinf(number)) return number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  std::array<char, 40> text{};
  for (const int digits : {6, 15, std::numeric_limits<double>::max_digits10}) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, number);
    if (std::strtod(text.data(), nullptr) == number) break;
  }
  return text.data();
}

std::string HexText(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return text;
}

std::string HexOf(const TraceId& id) {
  return HexText({reinterpret_cast<const char*>(id.data()), id.size()});
}

std::string HexOf(SpanId id) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(id >> (56U - 8U * i));
  }
  return HexText({bytes.data(), bytes.size()});
}

ReceivedResource ResourceOf(Attributes attributes) {
  ReceivedResource resource;
  resource.service = "unknown_service";
  for (const auto& [key, value] : attributes) {
    if (key == "service.name") resource.service = value;
    if (key == "service.instance.id") resource.instance = value;
    if (key == "process.executable.name") resource.executable = value;
    if (key == "process.pid") resource.pid = std::strtoll(value.c_str(), nullptr, 10);
  }
  resource.attributes = std::move(attributes);
  return resource;
}

}  // namespace dbspan::view
