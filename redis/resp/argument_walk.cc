#include "redis/resp/argument_walk.h"

#include <algorithm>

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Digits beyond this length cannot be a meaningful number, so they may be data.
constexpr std::size_t kLongestNumber = 24;

bool IsDigit(char c) noexcept { return c >= '0' && c <= '9'; }

bool IsDigits(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongestNumber &&
         std::all_of(text.begin(), text.end(), IsDigit);
}

std::string_view WithoutSign(std::string_view text) noexcept {
  const bool sign = !text.empty() && text.front() == '-';
  return text.substr(sign ? 1 : 0);
}

/// Accepts 12, -1.5, .5, 1e-3 and inf.
bool IsNumber(std::string_view text) noexcept {
  text = WithoutSign(text);
  if (IsWord("INF", text)) return true;
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    if (!IsDigits(WithoutSign(text.substr(exponent + 1)))) return false;
    text = text.substr(0, exponent);
  }
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return IsDigits(text);
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(point + 1);
  return (whole.empty() || IsDigits(whole)) && (fraction.empty() || IsDigits(fraction)) &&
         text.size() > 1;
}

/// Accepts 1-2, 1, 1-*, *, $, >, +, -, and ids with a leading `(`, which excludes the bound of a
/// range.
bool IsStreamId(std::string_view text) noexcept {
  if (text.size() == 1 && std::string_view{"*$>+-"}.find(text.front()) != std::string_view::npos) {
    return true;
  }
  if (!text.empty() && text.front() == '(') text.remove_prefix(1);
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return IsDigits(text);
  const std::string_view sequence = text.substr(dash + 1);
  return IsDigits(text.substr(0, dash)) && (sequence == "*" || IsDigits(sequence));
}

bool IsLetter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Accepts hashes and the names that Redis accepts for functions, of a usual length.
bool IsScriptName(std::string_view text) noexcept {
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return IsDigit(c) || IsLetter(c) ||
                  std::string_view{"_.-:"}.find(c) != std::string_view::npos;
         });
}

/// Accepts `$.a[0].b`, `.a`, `a`. Rejects filters and quoted names, which may contain data.
bool IsPath(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsDigit(c) || IsLetter(c) ||
           std::string_view{"$.[]*_-:,"}.find(c) != std::string_view::npos;
  });
}

}  // namespace

bool Fits(Argument kind, std::string_view argument) noexcept {
  switch (kind) {
    case Argument::kInteger:
      return IsDigits(WithoutSign(argument));
    case Argument::kOffset: {
      const bool mark = !argument.empty() && argument.front() == '#';
      return IsDigits(WithoutSign(argument.substr(mark ? 1 : 0)));
    }
    case Argument::kNumber:
      return IsNumber(argument);
    case Argument::kStreamId:
      return IsStreamId(argument);
    case Argument::kPath:
      return IsPath(argument);
    case Argument::kScript:
      return IsScriptName(argument);
    default:
      return true;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
