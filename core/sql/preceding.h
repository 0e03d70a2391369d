#pragma once

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"
#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The last token that is not a blank or a comment. The meaning of most keywords depends on it.
struct Preceding {
  Keyword keyword = Keyword::kNone;  ///< `IS NOT` counts as IS.
  char mark = '\0';                  ///< The punctuation character; `?` for literals and
                                     ///< parameters.

  void Follow(const Token& token, Keyword word) noexcept {
    switch (token.kind) {
      case TokenKind::kSpace:
      case TokenKind::kComment:
        return;
      case TokenKind::kWord:
        return FollowWord(word);
      case TokenKind::kQuotedName:
        *this = {};
        return;
      case TokenKind::kPunctuation:
        *this = {Keyword::kNone, token.text.front()};
        return;
      default:
        *this = {Keyword::kNone, '?'};
    }
  }
  void FollowWord(Keyword word) noexcept {
    const bool is_not = word == Keyword::kNot && keyword == Keyword::kIs;
    *this = {is_not ? Keyword::kIs : word, '\0'};
  }
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
