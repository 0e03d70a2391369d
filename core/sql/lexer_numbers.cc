// Numbers, and names that begin with a digit.
#include <cstddef>

#include "core/sql/character.h"
#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "core/sql/utf8.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

Token Lexer::Number() noexcept {
  if (AtStrayWord()) return NotClosed();
  return my_sql_ ? MySqlNumber() : PostgresNumber();
}

// Letters, digits and underscores after a number are hidden with it: they belong to the number or
// to a mistake.
Token Lexer::PostgresNumber() noexcept {
  const char* at = at_;
  const bool hexadecimal = *at == '0' && end_ - at > 1 && Lower(at[1]) == 'x';
  bool other = false;  // anything but digits, a point and an exponent
  for (;;) {
    while (at != end_ && ((Is(*at, kNameBit) && *at != '$') || *at == '.')) {
      other = other || (!Is(*at, kDigitBit) && *at != '.' && Lower(*at) != 'e');
      ++at;
    }
    const bool exponent = !hexadecimal && at != end_ && (*at == '+' || *at == '-') && at != at_ &&
                          Lower(at[-1]) == 'e' && at + 1 != end_ && Is(at[1], kDigitBit);
    if (!exponent) break;
    ++at;
  }
  // `1a$…`: in some versions the dollar belongs to a name.
  if (at != end_ && *at == '$' && (other || !Is(at[-1], kDigitBit))) return Unsure();
  // `1e'…'`: in some versions a string with a prefix, in others a mistake.
  const bool prefix = at != end_ && (*at == '\'' || *at == '"' || *at == '&') &&
                      !Is(at[-1], kDigitBit) && at[-1] != '.';
  return prefix ? Unsure() : Make(TokenKind::kNumber, at);
}

// A name may begin with a digit: `2024_orders`. A word that could be a number, a hash or a UUID is
// hidden, whether the server reads it as a name or not. So is a number that lacks the blank after
// it: `4111111AND`, or one with more digits than a date.
Token Lexer::MySqlNumber() noexcept {
  const char* digits_end = SkipWhile(at_, end_, kDigitBit);
  const char* name_end = ForeignMarkIn(digits_end);
  if (name_end == nullptr) name_end = SkipWhile(digits_end, end_, kNameBit);
  const char first = digits_end == name_end ? '\0' : Lower(*digits_end);
  const bool radix = digits_end - at_ == 1 && *at_ == '0' && (first == 'x' || first == 'b');
  const bool exponent = first == 'e' && name_end - digits_end > 1 && Is(digits_end[1], kDigitBit);
  constexpr std::ptrdiff_t kDigitsOfYear = 4;
  constexpr std::ptrdiff_t kDigitsOfDate = 8;
  const bool foreign = static_cast<unsigned char>(first) >= 0x80U;
  const bool glued = digits_end - at_ > (foreign ? kDigitsOfYear : kDigitsOfDate) ||
                     FindKeyword(Between(digits_end, name_end), end_) != Keyword::kNone;
  bool hexadecimal = true;
  bool digits_only = true;
  for (const char* at = digits_end; at != name_end; ++at) {
    hexadecimal = hexadecimal && IsHexadecimal(*at);
    digits_only = digits_only && (Is(*at, kDigitBit) || *at == '_' || *at == '$');
  }
  if (!radix && !exponent && !glued && !hexadecimal && !digits_only) {
    const std::string_view name{at_, static_cast<std::size_t>(name_end - at_)};
    return IsValidUtf8(name) ? Make(TokenKind::kWord, name_end) : Unsure();
  }
  const char* at = name_end;
  for (;;) {
    while (at != end_ && (Is(*at, kNameBit) || *at == '.')) ++at;
    const bool signs = at != end_ && (*at == '+' || *at == '-') && Lower(at[-1]) == 'e' && !radix &&
                       at + 1 != end_ && Is(at[1], kDigitBit);
    if (!signs) break;
    ++at;
  }
  return Make(TokenKind::kNumber, at);
}

// `.5` is a number. After a name, MySQL reads a point and a name: `t.2024_total`.
Token Lexer::Point() noexcept {
  const bool separates =
      my_sql_ && at_ != begin_ && (Is(at_[-1], kNameBit) || at_[-1] == '`' || at_[-1] == '"');
  return separates ? Make(TokenKind::kPunctuation, at_ + 1) : PostgresNumber();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
