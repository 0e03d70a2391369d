#include "core/sql/transaction_control.h"

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan::sql_text {
namespace {

bool IsControl(Keyword keyword) noexcept {
  switch (keyword) {
    case Keyword::kBegin:
    case Keyword::kStart:
    case Keyword::kCommit:
    case Keyword::kEnd:
    case Keyword::kRollback:
    case Keyword::kAbort:
    case Keyword::kSavepoint:
    case Keyword::kRelease:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool ControlsTransaction(std::string_view sql) noexcept {
  // Blanks, comments and words are alike in all dialects, as far as these statements use them.
  Lexer lexer{sql, Dialect::kPostgreSql};
  int words = 0;
  Keyword first = Keyword::kNone;
  bool ended = false;
  for (Token token = lexer.Next(); token.kind != TokenKind::kEnd; token = lexer.Next()) {
    if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) continue;
    if (ended) return false;  // there is another statement behind it
    if (token.kind == TokenKind::kWord && ++words == 1) {
      first = FindKeyword(token.text);
      if (!IsControl(first)) return false;
    } else if (words == 0) {
      return false;
    } else if (words == 2 && first == Keyword::kStart) {  // not START REPLICA
      if (!EqualsIgnoringCase(token.text, "transaction")) return false;
      first = Keyword::kBegin;
    }
    ended = token.text == ";";
  }
  return words != 0 && first != Keyword::kStart;
}

}  // namespace dbspan::sql_text
