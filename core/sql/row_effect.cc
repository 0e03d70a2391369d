#include "core/sql/row_effect.h"

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan::sql_text {

RowEffect RowEffectOf(std::string_view text) noexcept {
  Lexer lexer{text,
              Dialect::kPostgreSql};  // blanks and comments before the verb are alike everywhere
  Token token = lexer.Next();
  while (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment ||
         token.text == "(") {
    token = lexer.Next();
  }
  if (token.kind != TokenKind::kWord) return RowEffect::kNone;
  switch (FindKeyword(token.text)) {
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

}  // namespace dbspan::sql_text
