#include "core/sql/lexer.h"

#include "core/sql/character.h"
#include "core/sql/foreign_mark.h"
#include "core/sql/keyword.h"
#include "core/sql/utf8.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::ptrdiff_t kLongestAfterLiteral = 12;

/// Tells whether a word may follow a literal without a blank: `'a'AND`. Any other word means that a
/// quote inside of a literal is not escaped (`'O'Brien'`). Keywords that only begin a statement or
/// name an object are other words, too.
bool MayFollowLiteral(std::string_view word) noexcept {
  constexpr std::string_view kWords[] = {
      // operators
      "AND", "OR", "XOR", "IS", "IN", "NOT", "LIKE", "ILIKE", "RLIKE", "REGEXP", "SIMILAR",
      "BETWEEN", "DIV", "MOD", "COLLATE", "ESCAPE", "UESCAPE", "ISNULL", "NOTNULL", "OVERLAPS",
      "AT",
      // clauses
      "AS", "ASC", "DESC", "NULLS", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET",
      "UNION", "EXCEPT", "INTERSECT", "RETURNING", "FOR", "ON", "JOIN", "INNER", "LEFT", "RIGHT",
      "CROSS", "WHEN", "THEN", "ELSE", "END", "TO", "WITH",
      // units of intervals
      "YEAR", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND",
      // clauses of functions and files
      "LANGUAGE", "IMMUTABLE", "STABLE", "VOLATILE", "STRICT", "ENCLOSED", "ESCAPED", "LINES"};
  return IsOneOf(word, kWords);
}

}  // namespace

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
      // In GBK and the like it may be the second half of a character. Clients do not always know
      // the encoding: init_connect may change it, and a reset of the connection.
      if (my_sql_) return FollowsForeign() ? Unsure() : Name();
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
    case ':':
      // No statement has `://` outside of literals: it is a URL without quotes, maybe with a
      // password.
      if (next == '/' && end_ - at_ > 2 && at_[2] == '/') return Unsure();
      break;
    default:
      break;
  }
  return Make(TokenKind::kPunctuation, at_ + 1);
}

Token Lexer::Make(TokenKind kind, const char* token_end) noexcept {
  const std::string_view text{at_, static_cast<std::size_t>(token_end - at_)};
  at_ = token_end;
  const bool glued = kind == TokenKind::kString && at_ != end_ && Is(*at_, kNameBit);
  if (glued) NoteWordAfterLiteral();
  return {kind, text};
}

void Lexer::NoteWordAfterLiteral() noexcept {
  const char* const longest = end_ - at_ > kLongestAfterLiteral ? at_ + kLongestAfterLiteral : end_;
  if (!MayFollowLiteral(Between(at_, SkipWhile(at_, longest, kNameBit)))) stray_word_ = at_;
}

Token Lexer::MakeIfSure(TokenKind kind, const char* token_end) noexcept {
  return token_end == nullptr ? Unsure() : Make(kind, token_end);
}

Token Lexer::Unsure() noexcept { return Make(TokenKind::kUnsure, end_); }

Token Lexer::NotClosed() noexcept {
  misplaces_quotes_ = true;
  return Unsure();
}

Token Lexer::Space() noexcept { return Make(TokenKind::kSpace, SkipWhile(at_, end_, kSpaceBit)); }

Token Lexer::Word() noexcept {
  if (AtStrayWord()) return NotClosed();
  const char* word_end = AsciiNameEnd(at_, end_);
  if (word_end != end_ && static_cast<unsigned char>(*word_end) >= 0x80U) {
    const char* mark = ForeignMarkIn(word_end);
    if (mark == nullptr) return Unsure();
    if (mark != end_ && Is(*mark, kNameBit)) {
      return mark == at_ ? Foreign() : Make(TokenKind::kWord, mark);
    }
    word_end = mark;
  }
  const bool quote =
      word_end != end_ && (*word_end == '\'' || *word_end == '"' || *word_end == '&');
  if (quote && IsPrefix(word_end)) {
    // To the server the word continues here, to a reader a literal begins.
    if (FollowsForeign()) return Unsure();
    return my_sql_ ? MySqlPrefixed(word_end) : PostgresPrefixed(word_end);
  }
  return Make(TokenKind::kWord, word_end);
}

// Under MariaDB's sql_mode MSSQL, brackets quote a name; elsewhere they have no meaning.
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
