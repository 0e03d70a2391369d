// Characters beyond ASCII that look like blanks, quotes or digits.
#include "core/sql/character.h"
#include "core/sql/foreign_mark.h"
#include "core/sql/lexer.h"
#include "core/sql/utf8.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

// Servers treat every character beyond ASCII as part of a name, including no-break spaces,
// typographic quotes and digits of other scripts. People who paste such text mean what it looks
// like. The statement fails, but its recorded text must not show anything that looks like a value.
//
// Returns the first such character in the rest of a word, the end of the word if there is none, or
// null if something before it is not UTF-8.
const char* Lexer::ForeignMarkIn(const char* at) const noexcept {
  while (at != end_ && Is(*at, kNameBit)) {
    const std::size_t size = CharacterLength(at, end_);
    if (size == 0) return nullptr;
    if (size > 1) {
      const ForeignMark mark = ForeignMarkAt(at, end_);
      const bool means_nothing =
          mark.kind == ForeignMark::Kind::kNone ||
          (mark.kind == ForeignMark::Kind::kSymbol && !BeginsNumber(at, end_));
      if (!means_nothing) return at;
    }
    at += size;
  }
  return at;
}

Token Lexer::Foreign() noexcept {
  const ForeignMark mark = ForeignMarkAt(at_, end_);
  switch (mark.kind) {
    case ForeignMark::Kind::kBlank:
      return Make(TokenKind::kSpace, at_ + mark.size);
    case ForeignMark::Kind::kQuote:
      return TypographicString(at_ + mark.size);
    default:
      return Make(TokenKind::kNumber, SkipWhile(at_, end_, kNameBit));
  }
}

// A closing quote may also be an apostrophe, or open a nested quotation. The text is a string only
// if it has a single reading.
Token Lexer::TypographicString(const char* open_end) noexcept {
  const std::uint32_t open = CharacterAt(at_, end_);
  for (const char* at = open_end; at != end_; ++at) {
    switch (*at) {
      case '\'':
      case '"':
      case '`':
      case '\\':
      case '$':
      case '#':
      case '\0':
        return Unsure();
      case '-':
      case '/':
        if (end_ - at > 1 && (at[1] == '-' || at[1] == '*')) return Unsure();
        break;
      default:
        if (static_cast<unsigned char>(*at) < 0x80U) break;
        const ForeignMark mark = ForeignMarkAt(at, end_);
        if (mark.kind == ForeignMark::Kind::kQuote) {
          const std::uint32_t quote = CharacterAt(at, end_);
          const char* close_end = at + mark.size;
          if (Closes(open, quote)) {
            const bool inside_word =
                close_end != end_ && Is(*close_end, kNameBit) &&
                ForeignMarkAt(close_end, end_).kind != ForeignMark::Kind::kBlank;
            if (inside_word || (quote != open && ClosesAgain(open, close_end))) return Unsure();
            return Make(TokenKind::kString, close_end);
          }
          if (quote == open) return Unsure();
        }
        at += mark.size - 1;
    }
  }
  return Unsure();
}

/// Tells whether the next typographic quote after a string could close it too. In that case the
/// first one may have been an apostrophe.
bool Lexer::ClosesAgain(std::uint32_t open, const char* at) const noexcept {
  while (at != end_) {
    if (static_cast<unsigned char>(*at) < 0x80U) {
      ++at;
      continue;
    }
    const ForeignMark mark = ForeignMarkAt(at, end_);
    if (mark.kind == ForeignMark::Kind::kQuote) {
      const std::uint32_t quote = CharacterAt(at, end_);
      return quote != open && Closes(open, quote);
    }
    at += mark.size;
  }
  return false;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
