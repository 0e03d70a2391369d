#include "core/sql/lexer.h"

#include "core/sql/character.h"
#include "core/sql/foreign_mark.h"
#include "core/sql/utf8.h"

namespace dbspan::sql_text {

Token Lexer::Next() noexcept {
  if (at_ == end_) return {};
  const char c = *at_;
  if (Is(c, kSpaceBit)) return Space();
  if (Is(c, kNameStartBit)) return Word();
  if (Is(c, kDigitBit)) return Number();
  if (Is(c, kBadBit)) return Unsure();
  const char next = at_ + 1 < end_ ? at_[1] : '\0';
  switch (c) {
    case '\'':
      return MakeIfSure(TokenKind::kString, StringEnd(at_, settings_.backslash_escapes));
    case '"':
      return my_sql_ ? DoubleQuoted() : Name();
    case '`':
      if (my_sql_) return Name();
      break;
    case '.':
      if (Is(next, kDigitBit)) return Point();
      break;
    case '$':
      return Dollar();
    case '/':
      if (next == '*') return my_sql_ ? FlatComment() : NestedComment();
      break;
    case '*':
      if (in_executable_comment_ && next == '/') {
        in_executable_comment_ = false;
        return Make(TokenKind::kComment, at_ + 2);
      }
      break;
    case '-':
      if (next == '-') return Dash();
      break;
    case '#':
      if (my_sql_) return LineComment();
      break;
    case '[':
      if (my_sql_) return Bracketed();
      break;
    default:
      break;
  }
  return Make(TokenKind::kPunctuation, at_ + 1);
}

Token Lexer::Make(TokenKind kind, const char* token_end) noexcept {
  const std::string_view text{at_, static_cast<std::size_t>(token_end - at_)};
  at_ = token_end;
  return {kind, text};
}

Token Lexer::MakeIfSure(TokenKind kind, const char* token_end) noexcept {
  return token_end == nullptr ? Unsure() : Make(kind, token_end);
}

Token Lexer::Unsure() noexcept { return Make(TokenKind::kUnsure, end_); }

Token Lexer::Space() noexcept { return Make(TokenKind::kSpace, SkipWhile(at_, end_, kSpaceBit)); }

// MySQL wants a blank, a control character or the end after the dashes, else it is arithmetic:
// `5--3`. Which bytes beyond ASCII are blanks depends on the character set.
Token Lexer::Dash() noexcept {
  if (!my_sql_ || end_ - at_ == 2) return LineComment();
  const auto behind = static_cast<unsigned char>(at_[2]);
  if (behind <= ' ' || behind == 0x7F) return LineComment();
  return behind < 0x80 ? Make(TokenKind::kPunctuation, at_ + 1) : Unsure();
}

Token Lexer::LineComment() noexcept {
  const char* line_end = at_;
  // Only a line feed ends MySQL's comments. A NUL does too, in some versions.
  while (line_end != end_ && *line_end != '\n' && (my_sql_ || *line_end != '\r')) {
    if (*line_end == '\0') return Unsure();
    ++line_end;
  }
  return Make(TokenKind::kComment, line_end);
}

Token Lexer::NestedComment() noexcept {
  std::size_t depth = 1;
  const char* at = at_ + 2;
  while (depth != 0) {
    while (at != end_ && *at != '*' && *at != '/') ++at;
    if (end_ - at < 2) return Unsure();
    if (at[0] == '*' && at[1] == '/') {
      --depth;
      at += 2;
    } else if (at[0] == '/' && at[1] == '*') {
      ++depth;
      at += 2;
    } else {
      ++at;
    }
  }
  return Make(TokenKind::kComment, at);
}

Token Lexer::FlatComment() noexcept {
  const std::string_view rest{at_, static_cast<std::size_t>(end_ - at_)};
  const std::size_t close = rest.find("*/", 2);
  if (close == std::string_view::npos) return Unsure();
  const bool executable = rest[2] == '!' || (rest[2] == 'M' && rest.size() > 3 && rest[3] == '!');
  if (!executable) {
    const bool nul = rest.substr(0, close).find('\0') != std::string_view::npos;
    return nul ? Unsure() : Make(TokenKind::kComment, at_ + close + 2);
  }
  // `/*!50100 … */` is code for some servers and a comment for others. Where both readings give the
  // same tokens, read it as code; where a quote or an inner comment could tell them apart, show
  // nothing.
  const std::string_view inside = rest.substr(2, close - 2);
  if (in_executable_comment_ || inside.find_first_of("'\"`#$\\;") != std::string_view::npos ||
      inside.find("--") != std::string_view::npos || inside.find("/*") != std::string_view::npos) {
    return Unsure();
  }
  in_executable_comment_ = true;
  const char* code = at_ + (rest[2] == '!' ? 3 : 4);
  return Make(TokenKind::kComment, SkipWhile(code, end_, kDigitBit));
}

Token Lexer::Word() noexcept {
  const char* word_end = at_;
  while (word_end != end_ && Is(*word_end, kNameBit)) {
    if (static_cast<unsigned char>(*word_end) >= 0x80U) {
      const char* mark = ForeignMarkIn(word_end);
      if (mark == nullptr) return Unsure();
      if (mark != end_ && Is(*mark, kNameBit)) {
        return mark == at_ ? Foreign() : Make(TokenKind::kWord, mark);
      }
      word_end = mark;
      break;
    }
    ++word_end;
  }
  const bool quote =
      word_end != end_ && (*word_end == '\'' || *word_end == '"' || *word_end == '&');
  if (quote && IsPrefix(word_end)) {
    // To the server it goes on with the word before it, to the reader a literal begins.
    if (FollowsName()) return Unsure();
    return my_sql_ ? MySqlPrefixed(word_end) : PostgresPrefixed(word_end);
  }
  return Make(TokenKind::kWord, word_end);
}

// To the servers every character beyond ASCII is part of a name: no-break spaces, typographic
// quotes and the digits of other scripts too. People who paste such text mean what it looks like;
// it fails as a statement, and must not show what looks like a value.
//
// Returns the first such mark of the rest of a word, the end of the word if there is none, or null
// if something before it is no UTF-8.
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

// What closes it may also be an apostrophe, or open one inside: only what has one reading is a
// string.
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

/// Tells whether the next typographic quote after a string closes it too: then the first one was
/// an apostrophe, perhaps.
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

// Under MariaDB's sql_mode MSSQL these are the quotes of a name; elsewhere they mean nothing to it.
Token Lexer::Bracketed() noexcept {
  const char* at = at_ + 1;
  for (; at != end_ && *at != ']'; ++at) {
    const bool name = Is(*at, kNameBit) || *at == ' ' || *at == '.';
    if (!name) return Unsure();
  }
  if (at == end_ || !IsValidUtf8({at_, static_cast<std::size_t>(at - at_)})) return Unsure();
  bool value = false;
  for (const char* inside = at_ + 1; inside != at && !value; ++inside) {
    const bool begins = !Is(inside[-1], kNameBit);
    value = (begins && Is(*inside, kDigitBit)) ||
            (static_cast<unsigned char>(*inside) >= 0xC0U &&
             ForeignMarkAt(inside, at).kind != ForeignMark::Kind::kNone);
  }
  return Make(value ? TokenKind::kString : TokenKind::kQuotedName, at + 1);
}

/// Tells whether this is the rest of a word that was split: to the server no token begins here.
bool Lexer::FollowsName() const noexcept {
  return at_ != begin_ && static_cast<unsigned char>(at_[-1]) >= 0x80U;
}

Token Lexer::Number() noexcept { return my_sql_ ? MySqlNumber() : PostgresNumber(); }

// Letters, digits and underscores that follow belong to the number, or to a mistake better not
// shown.
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
  // `1a$…`: the dollar belongs to a name for some versions.
  if (at != end_ && *at == '$' && (other || !Is(at[-1], kDigitBit))) return Unsure();
  // `1e'…'`: a string with a prefix for some versions, a mistake for others.
  const bool prefix = at != end_ && (*at == '\'' || *at == '"' || *at == '&') &&
                      !Is(at[-1], kDigitBit) && at[-1] != '.';
  return prefix ? Unsure() : Make(TokenKind::kNumber, at);
}

// A name may begin with a digit: `2024_orders`. What could be a number, a hash or a UUID is hidden,
// whatever the server makes of it.
Token Lexer::MySqlNumber() noexcept {
  const char* digits_end = SkipWhile(at_, end_, kDigitBit);
  const char* name_end = ForeignMarkIn(digits_end);
  if (name_end == nullptr) name_end = SkipWhile(digits_end, end_, kNameBit);
  const char first = digits_end == name_end ? '\0' : Lower(*digits_end);
  const bool radix = digits_end - at_ == 1 && *at_ == '0' && (first == 'x' || first == 'b');
  const bool exponent = first == 'e' && name_end - digits_end > 1 && Is(digits_end[1], kDigitBit);
  bool hexadecimal = true;
  bool digits_only = true;
  for (const char* at = digits_end; at != name_end; ++at) {
    hexadecimal = hexadecimal && IsHexadecimal(*at);
    digits_only = digits_only && (Is(*at, kDigitBit) || *at == '_' || *at == '$');
  }
  if (!radix && !exponent && !hexadecimal && !digits_only) {
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

}  // namespace dbspan::sql_text
