#include "core/sql/row_effect.h"

#include "core/sql/begins_with_select.h"
#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace {

/// Returns the verb of a statement, after comments and opening parentheses; empty if there is none.
std::string_view VerbOf(std::string_view text) noexcept {
  const std::string_view leading = LeadingWord(text);
  if (!leading.empty()) return leading;
  Lexer lexer{text, Dialect::kPostgreSql};  // all dialects treat blanks and leading comments alike
  Token token = lexer.Next();
  while (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment ||
         token.text == "(") {
    token = lexer.Next();
  }
  return token.kind == TokenKind::kWord ? token.text : std::string_view{};
}

}  // namespace

RowEffect RowEffectOf(std::string_view text) noexcept {
  if (BeginsWithSelect(text)) return RowEffect::kNone;
  switch (FindKeyword(VerbOf(text))) {
    case Keyword::kInsert:
    case Keyword::kUpdate:
    case Keyword::kDelete:
    case Keyword::kReplace:
    case Keyword::kMerge:
    case Keyword::kLoad:
      return RowEffect::kChanges;
    case Keyword::kWith:
      return RowEffect::kMayChange;
    default:
      return RowEffect::kNone;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
