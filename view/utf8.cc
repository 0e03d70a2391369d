#include "view/utf8.h"

#include <charconv>
#include <optional>

namespace dbspan::view {
namespace {

constexpr std::size_t kEscape = 6;  // Characters of \uXXXX.

// Returns the code unit if `text` begins with an escape \uXXXX.
std::optional<std::uint32_t> DecodeEscape(std::string_view text) {
  if (text.size() < kEscape || text.substr(0, 2) != "\\u") return std::nullopt;
  std::uint32_t unit = 0;
  const char* end = text.data() + kEscape;
  const auto [at, error] = std::from_chars(text.data() + 2, end, unit, 16);
  if (error != std::errc{} || at != end) return std::nullopt;
  return unit;
}

}  // namespace

Character DecodeFirst(std::string_view text) {
  const auto byte = [&text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {lead, 1, false};
  std::uint32_t code = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {lead, 1, false};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return {lead, 1, false};
  return {code, size, true};
}

std::string ReplaceInvalid(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const Character first = DecodeFirst(text);
    if (first.valid) {
      valid.append(text.substr(0, first.size));
    } else {
      valid += "\xEF\xBF\xBD";
    }
    text.remove_prefix(first.size);
  }
  return valid;
}

std::string ReplaceUnpairedSurrogates(std::string json) {
  const auto between = [](std::optional<std::uint32_t> unit, unsigned low, unsigned high) {
    return unit && *unit >= low && *unit <= high;
  };
  for (auto at = json.find('\\'); at != std::string::npos; at = json.find('\\', at)) {
    const std::string_view rest = std::string_view{json}.substr(at);
    const auto unit = DecodeEscape(rest);
    const bool pair = between(unit, 0xD800, 0xDBFF) &&
                      between(DecodeEscape(rest.substr(kEscape)), 0xDC00, 0xDFFF);
    if (!pair && between(unit, 0xD800, 0xDFFF)) json.replace(at, kEscape, "\\uFFFD");
    at += pair ? 2 * kEscape : 2;  // 2: also the second half of an escaped backslash.
  }
  return json;
}

}  // namespace dbspan::view
