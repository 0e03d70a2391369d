#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/sql/character.h"
#include "core/sql/syntax.h"

namespace dbspan::sql_text {

enum class TokenKind : std::uint8_t {
  kEnd,
  kSpace,
  kComment,     ///< Includes the opening and closing marks of MySQL's executable comments.
  kWord,        ///< Keyword or unquoted name.
  kQuotedName,  ///< Name in quotes, the quotes included.
  kString,      ///< Any quoted literal, its prefix included.
  kNumber,
  kParameter,    ///< `$1`.
  kPunctuation,  ///< One character.
  kUnsure,       ///< From here on the possible readings of the text differ: nothing is shown.
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
};

inline bool IsMark(const Token& token, char mark) noexcept {
  return token.kind == TokenKind::kPunctuation && token.text.front() == mark;
}
inline bool IsSign(const Token& token) noexcept { return IsMark(token, '-') || IsMark(token, '+'); }

/// Splits a statement into tokens, in one pass, without allocating; views lead into the statement.
///
/// Every byte belongs to exactly one token. Where a setting of the session is unknown, a token is
/// the one that all settings agree on; kUnsure begins where they do not. After kUnsure or kEnd,
/// only kEnd follows.
class Lexer {
 public:
  Lexer(std::string_view text, const Syntax& syntax) noexcept
      : begin_(text.data()),
        at_(begin_),
        end_(begin_ + text.size()),
        my_sql_(syntax.dialect == Dialect::kMySql),
        settings_(syntax.settings) {}

  Token Next() noexcept;
  /// The next token, which another reader has seen to be this word.
  Token Take(std::string_view word) noexcept {
    at_ = word.data() + word.size();
    return {TokenKind::kWord, word};
  }
  /// The text itself may have changed the session: its settings are unknown from here on.
  void ForgetSettings() noexcept { settings_ = {}; }
  /// After a row of VALUES, goes over the rows that follow as long as they are lists of plain
  /// literals: numbers, strings without escapes, parameters, NULL and the like. What it goes over
  /// has no other reading, and stops after a row.
  void SkipLiteralRows() noexcept;
  /// After an opening parenthesis, goes over everything up to the closing one if that is a list of
  /// plain literals. Tells whether it was.
  bool SkipLiteralList() noexcept;
  /// After the opening parenthesis of a type's modifiers, `(10, 2)`: goes over them up to the
  /// closing one, and returns them; goes nowhere and returns nothing if they are anything but two
  /// short numbers.
  std::string_view TakeTypeModifiers() noexcept;
  /// Goes over one blank, if the next byte is one. Nearly half of all tokens are single blanks.
  bool TakeBlank() noexcept {
    if (at_ == end_ || *at_ != ' ') return false;
    ++at_;
    return true;
  }
  const char* at() const noexcept { return at_; }
  const char* end() const noexcept { return end_; }
  /// Goes on at `at`, where another reader stopped between two tokens.
  void MoveTo(const char* at) noexcept { at_ = at; }
  /// The next byte that Next() will look at, or NUL at the end.
  char Peek() const noexcept { return at_ == end_ ? '\0' : *at_; }
  /// The next byte that is no blank, or NUL if there is none.
  char PeekBehindBlanks() const noexcept {
    const char* next = SkipWhile(at_, end_, kSpaceBit);
    return next == end_ ? '\0' : *next;
  }
  bool my_sql() const noexcept { return my_sql_; }

 private:
  Token Make(TokenKind kind, const char* token_end) noexcept;
  /// The token up to `token_end`, or kUnsure if that is null.
  Token MakeIfSure(TokenKind kind, const char* token_end) noexcept;
  Token Unsure() noexcept;
  Token Space() noexcept;
  Token Dash() noexcept;
  Token LineComment() noexcept;
  Token NestedComment() noexcept;
  Token FlatComment() noexcept;
  Token Word() noexcept;
  const char* ForeignMarkIn(const char* at) const noexcept;
  Token Foreign() noexcept;
  Token TypographicString(const char* open_end) noexcept;
  bool ClosesAgain(std::uint32_t open, const char* at) const noexcept;
  Token Number() noexcept;
  Token PostgresNumber() noexcept;
  Token MySqlNumber() noexcept;
  Token Point() noexcept;
  Token Bracketed() noexcept;
  Token Dollar() noexcept;
  Token PostgresDollar() noexcept;
  Token MySqlDollar() noexcept;
  Token Name() noexcept;
  Token DoubleQuoted() noexcept;
  Token PostgresPrefixed(const char* word_end) noexcept;
  Token MySqlPrefixed(const char* word_end) noexcept;
  bool IsPrefix(const char* word_end) const noexcept;
  bool FollowsName() const noexcept;
  const char* StringEnd(const char* open, Setting escapes) const noexcept;
  bool IsSure(const char* open, const char* close) const noexcept;

  const char* begin_;
  const char* at_;
  const char* end_;
  bool my_sql_;
  SqlSettings settings_;
  bool in_executable_comment_ = false;
};

/// The word that a text begins with, after blanks; empty if it begins with anything else. In all
/// dialects alike.
inline std::string_view LeadingWord(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  const char* const begin = SkipWhile(text.data(), end, kSpaceBit);
  if (begin == end || !Is(*begin, kNameStartBit)) return {};
  return {begin, static_cast<std::size_t>(SkipWhile(begin, end, kNameBit) - begin)};
}

}  // namespace dbspan::sql_text
