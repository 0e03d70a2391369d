#include "core/sql/transaction_control.h"

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan::sql_text {
namespace {

/// What a first word makes of a statement.
enum class Control { kNo, kYes, kWithTransaction };

Control ControlOf(Keyword first) noexcept {
  switch (first) {
    case Keyword::kBegin:
    case Keyword::kCommit:
    case Keyword::kEnd:
    case Keyword::kRollback:
    case Keyword::kAbort:
    case Keyword::kSavepoint:
    case Keyword::kRelease:
      return Control::kYes;
    case Keyword::kStart:  // not START REPLICA
    case Keyword::kSet:
      return Control::kWithTransaction;
    default:
      return Control::kNo;
  }
}

}  // namespace

bool ControlsTransaction(std::string_view sql) noexcept {
  // Nearly everything is told apart by this, and without a lexer.
  const std::string_view leading = LeadingWord(sql);
  if (!leading.empty() && ControlOf(FindKeyword(leading)) == Control::kNo) return false;
  // Blanks, comments and words are alike in all dialects, as far as these statements use them.
  Lexer lexer{sql, Dialect::kPostgreSql};
  int words = 0;
  Control control = Control::kNo;
  bool any = false;
  for (Token token = lexer.Next(); token.kind != TokenKind::kEnd; token = lexer.Next()) {
    if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) continue;
    if (token.text == ";") {  // there may be another one behind it
      if (words != 0 && control != Control::kYes) return false;
      words = 0;
    } else if (words == 0) {
      if (token.kind != TokenKind::kWord) return false;
      control = ControlOf(FindKeyword(token.text));
      if (control == Control::kNo) return false;
      any = true;
      words = 1;
    } else if (++words == 2 && control == Control::kWithTransaction) {
      if (!EqualsIgnoringCase(token.text, "transaction")) return false;
      control = Control::kYes;
    }
  }
  return any && control == Control::kYes;
}

}  // namespace dbspan::sql_text
