// Skips rows and lists of plain values, which mean the same for all settings.
#include "core/sql/plain_value.h"

#include <cstddef>
#include <string_view>

#include "core/sql/character.h"
#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Returns the position after the number at `at`; null if there is none or it contains anything
/// except a sign, digits and a point.
const char* PlainNumberEnd(const char* at, const char* end) noexcept {
  if (at != end && (*at == '-' || *at == '+')) ++at;
  if (at == end || !Is(*at, kDigitBit)) return nullptr;
  at = SkipWhile(at, end, kDigitBit);
  if (at != end && *at == '.') at = SkipWhile(at + 1, end, kDigitBit);
  return at;
}

bool IsValueWord(std::string_view word) noexcept {
  return EqualsIgnoringCase(word, "NULL") || EqualsIgnoringCase(word, "DEFAULT") ||
         EqualsIgnoringCase(word, "TRUE") || EqualsIgnoringCase(word, "FALSE");
}

/// Returns the position after the value at `at`; null if the value is not plain.
const char* PlainValueEnd(const char* at, const char* end) noexcept {
  if (*at == '\'') return PlainStringEnd(at + 1, end);
  if (*at == '?') return at + 1;
  if (*at == '$') {
    const bool numbered = at + 1 != end && Is(at[1], kDigitBit);
    return numbered ? SkipWhile(at + 1, end, kDigitBit) : nullptr;
  }
  if (!Is(*at, kNameStartBit)) return PlainNumberEnd(at, end);
  const char* word_end = SkipWhile(at, end, kNameBit);
  return IsValueWord({at, static_cast<std::size_t>(word_end - at)}) ? word_end : nullptr;
}

}  // namespace

const char* PlainRowEnd(const char* at, const char* end) noexcept {
  for (;;) {
    at = SkipWhile(at, end, kSpaceBit);
    if (at == end) return nullptr;
    at = PlainValueEnd(at, end);
    if (at == nullptr) return nullptr;
    at = SkipWhile(at, end, kSpaceBit);
    if (at == end) return nullptr;
    if (*at == ')') return at + 1;
    if (*at != ',') return nullptr;
    ++at;
  }
}

void Lexer::SkipLiteralRows() noexcept {
  for (;;) {
    const char* at = SkipWhile(at_, end_, kSpaceBit);
    if (at == end_ || *at != ',') return;
    at = SkipWhile(at + 1, end_, kSpaceBit);
    if (at == end_ || *at != '(') return;
    at = PlainRowEnd(at + 1, end_);
    if (at == nullptr) return;
    at_ = at;
  }
}

bool Lexer::SkipLiteralList() noexcept {
  const char* behind = PlainRowEnd(at_, end_);
  if (behind == nullptr) return false;
  at_ = behind - 1;
  return true;
}

std::string_view Lexer::TakeTypeModifiers() noexcept {
  constexpr int kMostNumbers = 2;
  constexpr int kMostDigits = 5;
  const char* at = at_;
  for (int numbers = 1; numbers <= kMostNumbers; ++numbers) {
    at = SkipWhile(at, end_, kSpaceBit);
    const char* digits_end = SkipWhile(at, end_, kDigitBit);
    if (digits_end == at || digits_end - at > kMostDigits) return {};
    at = SkipWhile(digits_end, end_, kSpaceBit);
    if (at == end_) return {};
    if (*at == ')') {
      const std::string_view modifiers{at_, static_cast<std::size_t>(at - at_)};
      at_ = at;
      return modifiers;
    }
    if (*at++ != ',') return {};
  }
  return {};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
