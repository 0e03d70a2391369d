#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/sql/character.h"
#include "dbspan/endpoint.h"

namespace dbspan::sql_text {

/// Whose lexical rules apply. PostgreSQL: chapter 4.1 of its manual; MySQL: chapter 9 of its
/// manual.
enum class Dialect : std::uint8_t {
  kPostgreSql,
  kMySql,            ///< `"…"` is a literal.
  kMySqlAnsiQuotes,  ///< Under sql_mode ANSI_QUOTES: `"…"` is a name.
};

/// Returns the dialect that a system speaks.
Dialect DialectOf(System system, bool ansi_quotes) noexcept;

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
  kUnsure,  ///< From here on the text cannot be told apart into tokens: nothing of it may be shown.
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
  /// Under other server settings (backslash escapes, ANSI quotes) the token might end elsewhere.
  bool ambiguous = false;
};

/// Splits a statement into tokens, in one pass, without allocating; views lead into the statement.
///
/// Every byte belongs to exactly one token. After kUnsure or kEnd, only kEnd follows.
class Lexer {
 public:
  Lexer(std::string_view text, Dialect dialect) noexcept
      : at_(text.data()), end_(text.data() + text.size()), dialect_(dialect) {}

  Token Next() noexcept;
  /// Behind a row of VALUES, goes over the rows that follow as long as they are lists of plain
  /// literals: numbers, strings without escapes, parameters, NULL and the like. What it goes over
  /// has no other reading, and stops behind a row.
  void SkipLiteralRows() noexcept;
  /// Behind an opening parenthesis, goes over everything up to the closing one if that is a list of
  /// numbers, strings without escapes and parameters. Tells whether it was.
  bool SkipLiteralList() noexcept;
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

 private:
  Token Make(TokenKind kind, const char* token_end) noexcept;
  Token Unsure() noexcept;
  Token Space() noexcept;
  Token LineComment() noexcept;
  Token BlockComment() noexcept;
  Token NestedComment() noexcept;
  Token FlatComment() noexcept;
  Token Word() noexcept;
  Token PlainWord(const char* word_end) noexcept;
  Token Number() noexcept;
  Token Dollar() noexcept;
  Token DollarString(const char* tag_end) noexcept;
  Token Quoted(TokenKind kind, const char* open) noexcept;
  Token Escaped(const char* open) noexcept;
  Token PrefixedString(const char* word_end) noexcept;
  bool AtLineComment() const noexcept;
  bool IsPrefix(std::string_view word) const noexcept;
  bool IsMySql() const noexcept { return dialect_ != Dialect::kPostgreSql; }

  const char* at_;
  const char* end_;
  Dialect dialect_;
  bool in_executable_comment_ = false;
};

/// The word that a text begins with, behind blanks; empty if it begins with anything else. In all
/// dialects alike.
inline std::string_view LeadingWord(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  const char* const begin = SkipWhile(text.data(), end, kSpaceBit);
  if (begin == end || !Is(*begin, kNameStartBit)) return {};
  return {begin, static_cast<std::size_t>(SkipWhile(begin, end, kNameBit) - begin)};
}

}  // namespace dbspan::sql_text
