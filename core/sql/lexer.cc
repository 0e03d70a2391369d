#include "core/sql/lexer.h"

#include <cstring>

#include "core/sql/character.h"
#include "core/sql/keyword.h"
#include "core/sql/utf8.h"

namespace dbspan::sql_text {
namespace {

const char* Find(const char* at, const char* end, char c) noexcept {
  if (at >= end) return nullptr;
  return static_cast<const char*>(std::memchr(at, c, static_cast<std::size_t>(end - at)));
}

char Lower(char c) noexcept { return static_cast<char>(c | 0x20); }

/// Behind the number at `at`, or null if there is none or it is anything but digits and a point.
const char* PlainNumberEnd(const char* at, const char* end) noexcept {
  if (at != end && (*at == '-' || *at == '+')) ++at;
  if (at == end || !Is(*at, kDigitBit)) return nullptr;
  at = SkipWhile(at, end, kDigitBit);
  if (at != end && *at == '.') at = SkipWhile(at + 1, end, kDigitBit);
  return at;
}

/// Whether NULL and the like count as values.
enum class Words : std::uint8_t { kNone, kValues };

bool IsValueWord(std::string_view word) noexcept {
  return EqualsIgnoringCase(word, "NULL") || EqualsIgnoringCase(word, "DEFAULT") ||
         EqualsIgnoringCase(word, "TRUE") || EqualsIgnoringCase(word, "FALSE");
}

/// Behind the value at `at`, or null if it is anything but plain.
const char* PlainValueEnd(const char* at, const char* end, Words words) noexcept {
  if (*at == '\'') return PlainStringEnd(at + 1, end);
  if (*at == '?') return at + 1;
  if (*at == '$') {
    const bool numbered = at + 1 != end && Is(at[1], kDigitBit);
    return numbered ? SkipWhile(at + 1, end, kDigitBit) : nullptr;
  }
  if (!Is(*at, kNameStartBit)) return PlainNumberEnd(at, end);
  if (words == Words::kNone) return nullptr;
  const char* word_end = SkipWhile(at, end, kNameBit);
  return IsValueWord({at, static_cast<std::size_t>(word_end - at)}) ? word_end : nullptr;
}

/// Behind the row that opens in front of `at`, or null if there is anything in it but plain values.
const char* PlainRowEnd(const char* at, const char* end, Words words) noexcept {
  for (;;) {
    at = SkipWhile(at, end, kSpaceBit);
    if (at == end) return nullptr;
    at = PlainValueEnd(at, end, words);
    if (at == nullptr) return nullptr;
    at = SkipWhile(at, end, kSpaceBit);
    if (at == end) return nullptr;
    if (*at == ')') return at + 1;
    if (*at != ',') return nullptr;
    ++at;
  }
}

}  // namespace

Dialect DialectOf(System system, bool ansi_quotes) noexcept {
  if (system != System::kMySql && system != System::kMariaDb) return Dialect::kPostgreSql;
  return ansi_quotes ? Dialect::kMySqlAnsiQuotes : Dialect::kMySql;
}

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
      return IsMySql() ? Escaped(at_) : Quoted(TokenKind::kString, at_);
    case '"':
      return dialect_ == Dialect::kMySql ? Escaped(at_) : Quoted(TokenKind::kQuotedName, at_);
    case '`':
      if (IsMySql()) return Quoted(TokenKind::kQuotedName, at_);
      break;
    case '.':
      if (Is(next, kDigitBit)) return Number();
      break;
    case '$':
      return Dollar();
    case '/':
      if (next == '*') return BlockComment();
      break;
    case '*':
      if (in_executable_comment_ && next == '/') {
        in_executable_comment_ = false;
        return Make(TokenKind::kComment, at_ + 2);
      }
      break;
    default:
      if (AtLineComment()) return LineComment();
  }
  return Make(TokenKind::kPunctuation, at_ + 1);
}

Token Lexer::Make(TokenKind kind, const char* token_end) noexcept {
  const std::string_view text{at_, static_cast<std::size_t>(token_end - at_)};
  at_ = token_end;
  return {kind, text, false};
}

Token Lexer::Unsure() noexcept { return Make(TokenKind::kUnsure, end_); }

Token Lexer::Space() noexcept { return Make(TokenKind::kSpace, SkipWhile(at_, end_, kSpaceBit)); }

bool Lexer::AtLineComment() const noexcept {
  if (IsMySql() && *at_ == '#') return true;
  return *at_ == '-' && at_ + 1 != end_ && at_[1] == '-';
}

Token Lexer::LineComment() noexcept {
  // MySQL wants a blank, a control character or the end behind the dashes, else it is arithmetic,
  // `5--3`: too rare, and too easily confused, to be read.
  const bool arithmetic =
      IsMySql() && *at_ == '-' && end_ - at_ > 2 && static_cast<unsigned char>(at_[2]) > 0x20;
  if (arithmetic) return Unsure();
  const char* line_end = at_;
  while (line_end != end_ && *line_end != '\n' && *line_end != '\r') ++line_end;
  return Make(TokenKind::kComment, line_end);
}

Token Lexer::BlockComment() noexcept { return IsMySql() ? FlatComment() : NestedComment(); }

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
  if (!executable) return Make(TokenKind::kComment, at_ + close + 2);
  // `/*!50100 … */` is code for some servers and a comment for others. Where both readings give the
  // same tokens, read it as code; where a quote or an inner comment could tell them apart, show
  // nothing.
  const std::string_view inside = rest.substr(2, close - 2);
  if (in_executable_comment_ || inside.find_first_of("'\"`#") != std::string_view::npos ||
      inside.find("--") != std::string_view::npos || inside.find("/*") != std::string_view::npos) {
    return Unsure();
  }
  in_executable_comment_ = true;
  const char* code = at_ + (rest[2] == '!' ? 3 : 4);
  return Make(TokenKind::kComment, SkipWhile(code, end_, kDigitBit));
}

Token Lexer::Word() noexcept {
  const char* word_end = at_;
  unsigned char all = 0;  // whether any byte is not ASCII
  do {
    all = static_cast<unsigned char>(all | static_cast<unsigned char>(*word_end++));
  } while (word_end != end_ && Is(*word_end, kNameBit));
  if (word_end != end_ && (*word_end == '\'' || *word_end == '"' || *word_end == '&')) {
    const std::string_view word{at_, static_cast<std::size_t>(word_end - at_)};
    if (IsPrefix(word)) return PrefixedString(word_end);
  }
  if (all < 0x80U) return Make(TokenKind::kWord, word_end);
  return PlainWord(word_end);
}

Token Lexer::PlainWord(const char* word_end) noexcept {
  const Token token = Make(TokenKind::kWord, word_end);
  if (IsValidUtf8(token.text)) return token;
  at_ = end_;
  return {TokenKind::kUnsure, token.text, false};
}

bool Lexer::IsPrefix(std::string_view word) const noexcept {
  if (IsMySql() && word[0] == '_') return true;  // character set introducer
  if (word.size() != 1) return false;
  const char letter = Lower(word[0]);
  if (letter == 'x' || letter == 'b' || letter == 'n') return true;
  return dialect_ == Dialect::kPostgreSql && (letter == 'e' || letter == 'u');
}

Token Lexer::PrefixedString(const char* word_end) noexcept {
  const char letter = Lower(*at_);
  const char* open = word_end;
  if (*open == '&') {
    const bool unicode = letter == 'u' && dialect_ == Dialect::kPostgreSql && end_ - open >= 2 &&
                         (open[1] == '\'' || open[1] == '"');
    if (!unicode) return PlainWord(word_end);
    ++open;
    return Quoted(*open == '"' ? TokenKind::kQuotedName : TokenKind::kString, open);
  }
  if (IsMySql()) return Escaped(open);
  if (*open == '"' || letter == 'u') return PlainWord(word_end);
  return letter == 'e' ? Escaped(open) : Quoted(TokenKind::kString, open);
}

// No escapes but the doubled quote.
Token Lexer::Quoted(TokenKind kind, const char* open) noexcept {
  const char quote = *open;
  bool ambiguous = false;
  const char* at = open + 1;
  for (;;) {
    at = Find(at, end_, quote);
    if (at == nullptr) return Unsure();
    // With standard_conforming_strings off, this quote would be part of the literal.
    ambiguous = ambiguous || (kind == TokenKind::kString && at[-1] == '\\');
    if (at + 1 == end_ || at[1] != quote) break;
    at += 2;
  }
  Token token = Make(kind, at + 1);
  token.ambiguous = ambiguous;
  // A wrong byte means an encoding whose characters may contain quotes: the end may be elsewhere.
  if (!IsValidUtf8(token.text) || Find(token.text.data(), at_, '\0') != nullptr) {
    at_ = end_;
    return {TokenKind::kUnsure, token.text, false};
  }
  return token;
}

// Backslash escapes and the doubled quote.
Token Lexer::Escaped(const char* open) noexcept {
  const char quote = *open;
  bool ambiguous = false;
  const char* at = open + 1;
  for (;; ++at) {
    while (at != end_ && *at != quote && *at != '\\') ++at;
    if (at == end_) return Unsure();
    if (*at == '\\') {
      if (++at == end_) return Unsure();
      ambiguous = ambiguous || *at == quote;  // NO_BACKSLASH_ESCAPES would end the literal here
    } else if (at + 1 != end_ && at[1] == quote) {
      ++at;
    } else {
      break;
    }
  }
  Token token = Make(TokenKind::kString, at + 1);
  token.ambiguous = ambiguous;
  if (!IsValidUtf8(token.text)) {
    at_ = end_;
    return {TokenKind::kUnsure, token.text, false};
  }
  return token;
}

Token Lexer::Number() noexcept {
  const char* at = at_;
  bool hexadecimal = false;
  if (*at == '0' && end_ - at > 1 && Lower(at[1]) == 'x') hexadecimal = true;
  // Letters, digits and underscores that follow belong to the number, or to a mistake better not
  // shown.
  for (;;) {
    while (at != end_ && (Is(*at, kNameBit) || *at == '.')) ++at;
    const bool exponent = !hexadecimal && at != end_ && (*at == '+' || *at == '-') && at != at_ &&
                          Lower(at[-1]) == 'e' && at + 1 != end_ && Is(at[1], kDigitBit);
    if (!exponent) break;
    ++at;
  }
  return Make(TokenKind::kNumber, at);
}

Token Lexer::Dollar() noexcept {
  const char* at = at_ + 1;
  if (at != end_ && Is(*at, kDigitBit)) {
    return Make(TokenKind::kParameter, SkipWhile(at, end_, kDigitBit));
  }
  if (dialect_ != Dialect::kPostgreSql) return Make(TokenKind::kPunctuation, at);
  if (at != end_ && Is(*at, kNameStartBit)) {
    while (at != end_ && *at != '$' && Is(*at, kNameBit)) ++at;
  }
  if (at == end_ || *at != '$') return Make(TokenKind::kPunctuation, at_ + 1);
  return DollarString(at + 1);
}

Token Lexer::DollarString(const char* tag_end) noexcept {
  const std::string_view tag{at_, static_cast<std::size_t>(tag_end - at_)};
  const std::string_view rest{tag_end, static_cast<std::size_t>(end_ - tag_end)};
  const std::size_t close = rest.find(tag);
  if (close == std::string_view::npos) return Unsure();
  return Make(TokenKind::kString, tag_end + close + tag.size());
}

void Lexer::SkipLiteralRows() noexcept {
  for (;;) {
    const char* at = SkipWhile(at_, end_, kSpaceBit);
    if (at == end_ || *at != ',') return;
    at = SkipWhile(at + 1, end_, kSpaceBit);
    if (at == end_ || *at != '(') return;
    at = PlainRowEnd(at + 1, end_, Words::kValues);
    if (at == nullptr) return;
    at_ = at;
  }
}

bool Lexer::SkipLiteralList() noexcept {
  const char* behind = PlainRowEnd(at_, end_, Words::kNone);
  if (behind == nullptr) return false;
  at_ = behind - 1;
  return true;
}

}  // namespace dbspan::sql_text
