// Finds the ends of literals and quoted names.
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "core/sql/character.h"
#include "core/sql/lexer.h"
#include "core/sql/utf8.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

const char* Find(const char* at, const char* end, char c) noexcept {
  if (at >= end) return nullptr;
  return static_cast<const char*>(std::memchr(at, c, static_cast<std::size_t>(end - at)));
}

bool Contains(const char* at, const char* end, char c) noexcept {
  return Find(at, end, c) != nullptr;
}

/// Returns the position after the quoted text that opens at `open`, in which only the doubled quote
/// is an escape; null if it does not close.
const char* DoubledEnd(const char* open, const char* end) noexcept {
  const char quote = *open;
  const char* at = open + 1;
  for (;;) {
    at = Find(at, end, quote);
    if (at == nullptr) return nullptr;
    if (at + 1 == end || at[1] != quote) return at + 1;
    at += 2;
  }
}

/// Returns the position after the quoted text that opens at `open`, in which the doubled quote and
/// backslashes are escapes; null if it does not close.
const char* EscapedEnd(const char* open, const char* end) noexcept {
  const char quote = *open;
  for (const char* at = open + 1;; ++at) {
    while (at != end && *at != quote && *at != '\\') ++at;
    if (at == end) return nullptr;
    if (*at == '\\') {
      if (++at == end) return nullptr;
    } else if (at + 1 != end && at[1] == quote) {
      ++at;
    } else {
      return at + 1;
    }
  }
}

/// In Postgres, a literal continues in a following quoted text if there are only blanks and
/// comments between them, with a line break. Returns the position of that opening quote, or null.
const char* ContinuationOf(const char* at, const char* end) noexcept {
  bool line_break = false;
  for (; at != end; ++at) {
    if (*at == '\n' || *at == '\r') line_break = true;
    if (Is(*at, kSpaceBit)) continue;
    if (*at == '\'') return line_break ? at : nullptr;
    if (*at != '-' || end - at < 2 || at[1] != '-') return nullptr;
    while (at != end && *at != '\n' && *at != '\r') ++at;
    if (at == end) return nullptr;
    line_break = true;
  }
  return nullptr;
}

/// Tells whether a name in double quotes looks like a number, a date or an address of mail: quotes
/// of this kind are strings elsewhere, and people mix them up (`WHERE card = "4111…"`).
bool LooksLikeValue(std::string_view name) noexcept {
  constexpr std::ptrdiff_t kFewestDigits = 5;
  const auto is_digit = [](char c) { return Is(c, kDigitBit); };
  const bool number = name.find_first_not_of("0123456789.,:+-/ TZ") == std::string_view::npos &&
                      std::count_if(name.begin(), name.end(), is_digit) >= kFewestDigits;
  const std::size_t at = name.find('@');
  return number || (at != 0 && at != std::string_view::npos && name.find('.', at) != name.npos);
}

}  // namespace

/// Tells whether the quoted text ends at `close` in every encoding that the session may have.
bool Lexer::IsSure(const char* open, const char* close) const noexcept {
  if (!my_sql_ && Contains(open, close, '\0')) return false;
  const bool known = settings_.ascii_in_characters == Setting::kOff;
  if (known && !my_sql_) return true;
  if (!known && !IsValidUtf8(Between(open, close))) return false;
  // The character set that MySQL's client reports may be wrong. The byte that would end the text,
  // or escape its end, must not be the second half of a character.
  const char half = *open == '`' ? '`' : '\\';
  for (const char* at = open + 1; at != close; ++at) {
    if (*at == half && static_cast<unsigned char>(at[-1]) >= 0x80U) return false;
  }
  return true;
}

/// Returns the position after the literal that opens at `open`; null if it does not close, or if
/// unknown settings change where it ends.
const char* Lexer::StringEnd(const char* open, Setting escapes) noexcept {
  if (*open == '\'') {
    const char* plain = PlainStringEnd(open + 1, end_);
    if (plain != nullptr) return plain;
  }
  const char* close = escapes == Setting::kOn ? EscapedEnd(open, end_) : DoubledEnd(open, end_);
  misplaces_quotes_ = close == nullptr;
  if (close == nullptr || !IsSure(open, close)) return nullptr;
  const bool may_differ = escapes == Setting::kUnknown && Contains(open, close, '\\');
  return may_differ && EscapedEnd(open, end_) != close ? nullptr : close;
}

Token Lexer::Name() noexcept {
  const char* close = DoubledEnd(at_, end_);
  if (close == nullptr) return NotClosed();
  if (Contains(at_, close, '\0')) return Unsure();
  if (!IsValidUtf8(Between(at_, close))) return Unsure();
  if (*at_ == '"' && LooksLikeValue(Between(at_ + 1, close - 1))) {
    return Make(TokenKind::kString, close);
  }
  const bool known = *at_ != '`' || settings_.ascii_in_characters == Setting::kOff;
  return known || IsSure(at_, close) ? Make(TokenKind::kQuotedName, close) : Unsure();
}

Token Lexer::DoubleQuoted() noexcept {
  if (settings_.ansi_quotes == Setting::kOn) return Name();
  Setting escapes = settings_.backslash_escapes;
  // A name has no escapes. If the text may be a name or a literal, both must end in the same place.
  if (settings_.ansi_quotes == Setting::kUnknown && escapes == Setting::kOn) {
    escapes = Setting::kUnknown;
  }
  return MakeIfSure(TokenKind::kString, StringEnd(at_, escapes));
}

bool Lexer::IsPrefix(const char* word_end) const noexcept {
  if (my_sql_ && *at_ == '_') return *word_end != '&';  // character set introducer
  if (word_end - at_ != 1) return false;
  const char letter = Lower(*at_);
  const bool quote = *word_end == '\'';
  if (letter == 'x' || letter == 'b' || letter == 'n') return quote;
  if (my_sql_) return false;
  if (letter == 'e') return quote;
  const bool unicode = letter == 'u' && *word_end == '&' && end_ - word_end > 1;
  return unicode && (word_end[1] == '\'' || word_end[1] == '"');
}

// X'…' and B'…' have no escapes at all, U&'…' has only the doubled quote, N'…' is an ordinary
// string. All of them may continue in the next line by the same rules.
Token Lexer::PostgresPrefixed(const char* word_end) noexcept {
  const char letter = Lower(*at_);
  const char* open = letter == 'u' ? word_end + 1 : word_end;
  if (*open == '"') {
    const char* close = DoubledEnd(open, end_);
    const bool sure =
        close != nullptr && !Contains(open, close, '\0') && IsValidUtf8(Between(open, close));
    const bool value = sure && LooksLikeValue(Between(open + 1, close - 1));
    return MakeIfSure(value ? TokenKind::kString : TokenKind::kQuotedName, sure ? close : nullptr);
  }
  if (letter == 'n') {
    return MakeIfSure(TokenKind::kString, StringEnd(open, settings_.backslash_escapes));
  }
  const char* close = nullptr;
  for (; open != nullptr; open = ContinuationOf(close, end_)) {
    if (letter == 'e') {
      close = EscapedEnd(open, end_);
    } else if (letter == 'u') {
      close = DoubledEnd(open, end_);
    } else {
      close = Find(open + 1, end_, '\'');
      if (close != nullptr) ++close;
    }
    if (close == nullptr) return NotClosed();
    if (!IsSure(open, close)) return Unsure();
  }
  return Make(TokenKind::kString, close);
}

// X'…' and B'…' may contain only digits; anything else is an error for the server. Introducers and
// N do not change how a string is read.
Token Lexer::MySqlPrefixed(const char* word_end) noexcept {
  const char letter = Lower(*at_);
  if (*at_ != '_' && letter != 'n') {
    const char* close = Find(word_end + 1, end_, '\'');
    if (close == nullptr) return NotClosed();
    for (const char* at = word_end + 1; at != close; ++at) {
      if (!IsHexadecimal(*at)) return Unsure();
    }
    return Make(TokenKind::kString, close + 1);
  }
  if (!IsValidUtf8(Between(at_, word_end))) return Unsure();
  if (*word_end == '\'') {
    return MakeIfSure(TokenKind::kString, StringEnd(word_end, settings_.backslash_escapes));
  }
  if (settings_.ansi_quotes != Setting::kOff) return Make(TokenKind::kWord, word_end);
  return MakeIfSure(TokenKind::kString, StringEnd(word_end, settings_.backslash_escapes));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
