#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/sql/character.h"
#include "core/sql/syntax.h"
#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

enum class TokenKind : std::uint8_t {
  kEnd,
  kSpace,
  kComment,     ///< Also the delimiters of MySQL's executable comments, without their content.
  kWord,        ///< Keyword or unquoted name.
  kQuotedName,  ///< Name in quotes, including the quotes.
  kString,      ///< Any quoted literal, including its prefix.
  kNumber,
  kParameter,    ///< `$1`.
  kPunctuation,  ///< One character.
  kUnsure,       ///< The rest of the text, whose possible readings differ: not shown.
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;
};

inline bool IsMark(const Token& token, char mark) noexcept {
  return token.kind == TokenKind::kPunctuation && token.text.front() == mark;
}
/// Tells whether a token is a name, quoted or not, or a keyword.
inline bool IsWord(const Token& token) noexcept {
  return token.kind == TokenKind::kWord || token.kind == TokenKind::kQuotedName;
}
/// Returns the punctuation character that a token is; NUL for all other tokens.
inline char MarkOf(const Token& token) noexcept {
  return token.kind == TokenKind::kPunctuation ? token.text.front() : '\0';
}
inline bool IsSign(const Token& token) noexcept { return IsMark(token, '-') || IsMark(token, '+'); }

/// Splits a statement into tokens in one pass without allocating; tokens refer to the statement.
///
/// Every byte belongs to exactly one token. If a setting of the session is unknown, a token is
/// returned only if all values of the setting yield the same one; otherwise kUnsure begins. After
/// kUnsure or kEnd, only kEnd follows.
class Lexer {
 public:
  Lexer(std::string_view text, const Syntax& syntax) noexcept
      : begin_(text.data()),
        at_(begin_),
        end_(begin_ + text.size()),
        my_sql_(syntax.dialect == Dialect::kMySql),
        settings_(syntax.settings) {}

  Token Next() noexcept;
  /// Consumes the next token, which is known to be this word.
  Token Take(std::string_view word) noexcept {
    at_ = word.data() + word.size();
    return {TokenKind::kWord, word};
  }
  /// Makes the settings unknown from here on, because the text itself may have changed the session.
  void ForgetSettings() noexcept { settings_ = {}; }
  /// After a row of VALUES, skips the following rows as long as they contain only plain literals:
  /// numbers, strings without escapes, parameters, NULL and the like. These have only one reading.
  /// Stops after a row.
  void SkipLiteralRows() noexcept;
  /// After an opening parenthesis, skips to the closing one if the list contains only plain
  /// literals. Returns whether it did.
  bool SkipLiteralList() noexcept;
  /// After the opening parenthesis of a type's modifiers, `(10, 2)`: skips to the closing
  /// parenthesis and returns the text between them. If they are not one or two short numbers, skips
  /// nothing and returns an empty text.
  std::string_view TakeTypeModifiers() noexcept;
  /// Consumes one blank, if the next byte is one. Nearly half of all tokens are single blanks.
  bool TakeBlank() noexcept {
    if (at_ == end_ || *at_ != ' ') return false;
    ++at_;
    return true;
  }
  const char* at() const noexcept { return at_; }
  const char* end() const noexcept { return end_; }
  std::string_view Rest() const noexcept { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  /// Continues at `at`, which must be between two tokens.
  void MoveTo(const char* at) noexcept { at_ = at; }
  /// Returns the next byte, or NUL at the end.
  char Peek() const noexcept { return at_ == end_ ? '\0' : *at_; }
  /// Returns the next byte that is not a blank, or NUL if there is none.
  char PeekBehindBlanks() const noexcept {
    const char* next = SkipWhile(at_, end_, kSpaceBit);
    return next == end_ ? '\0' : *next;
  }
  bool my_sql() const noexcept { return my_sql_; }
  /// After kUnsure, tells whether quotes may be misplaced: something is not closed, or a literal is
  /// followed without a blank by a word that cannot follow it (`'O'Brien'`). What looks like names
  /// may be parts of literals then, from the first quote on.
  bool MisplacesQuotes() const noexcept { return misplaces_quotes_; }
  /// Tells whether such a word is next.
  bool AtStrayWord() const noexcept { return at_ == stray_word_; }
  /// Tells whether the byte before the next one is not ASCII: to the server, the next byte may be a
  /// part of the same word or character.
  bool FollowsForeign() const noexcept {
    return at_ != begin_ && static_cast<unsigned char>(at_[-1]) >= 0x80U;
  }

 private:
  Token Make(TokenKind kind, const char* token_end) noexcept;
  /// Returns the token up to `token_end`, or kUnsure if that is null.
  Token MakeIfSure(TokenKind kind, const char* token_end) noexcept;
  Token Unsure() noexcept;
  Token NotClosed() noexcept;
  void NoteWordAfterLiteral() noexcept;
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
  const char* StringEnd(const char* open, Setting escapes) noexcept;
  bool IsSure(const char* open, const char* close) const noexcept;

  const char* begin_;
  const char* at_;
  const char* end_;
  bool my_sql_;
  SqlSettings settings_;
  bool in_executable_comment_ = false;
  bool misplaces_quotes_ = false;
  const char* stray_word_ = nullptr;  // a word directly after a literal
};

/// Returns the first word of a text after blanks, the same in all dialects; empty if the text does
/// not begin with a word.
inline std::string_view LeadingWord(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  const char* const begin = SkipWhile(text.data(), end, kSpaceBit);
  if (begin == end || !Is(*begin, kNameStartBit)) return {};
  return {begin, static_cast<std::size_t>(SkipWhile(begin, end, kNameBit) - begin)};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
