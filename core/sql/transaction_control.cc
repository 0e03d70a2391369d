#include "core/sql/transaction_control.h"

#include <algorithm>
#include <initializer_list>

#include "core/sql/begins_with_select.h"
#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Whether a statement controls transactions, judged by its first word.
enum class Control { kNo, kYes, kStart, kSet };

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
    case Keyword::kStart:
      return Control::kStart;
    case Keyword::kSet:
      return Control::kSet;
    default:
      return Control::kNo;
  }
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) noexcept {
  return std::any_of(words.begin(), words.end(),
                     [word](std::string_view one) { return EqualsIgnoringCase(word, one); });
}

/// Tells whether a token may be between SET and autocommit: SET @@session.autocommit = 0.
bool IsScope(std::string_view token) noexcept {
  return IsOneOf(token, {"session", "global", "local", ".", "@"});
}

/// Tells whether a token may follow the variable in `SET autocommit = 0`, if nothing else is set.
bool IsSwitch(std::string_view token) noexcept {
  return IsOneOf(token, {"=", ":=", ":", "to", "0", "1", "on", "off", "true", "false", "default"});
}

}  // namespace

bool ControlsTransaction(std::string_view sql) noexcept {
  if (BeginsWithSelect(sql)) return false;
  // The first word decides nearly always, without a lexer.
  const std::string_view leading = LeadingWord(sql);
  if (!leading.empty() && ControlOf(FindKeyword(leading)) == Control::kNo) return false;
  // All dialects read the blanks, comments and words of these statements alike.
  Lexer lexer{sql, Dialect::kPostgreSql};
  int words = 0;
  Control control = Control::kNo;
  bool any = false;
  bool first = false;     // the verb was the last token
  int marks = 0;          // the number of `@` before the variable
  bool switches = false;  // the value of autocommit follows
  for (Token token = lexer.Next(); token.kind != TokenKind::kEnd; token = lexer.Next()) {
    if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) continue;
    if (token.text == ";") {  // another statement may follow
      if (words != 0 && control != Control::kYes) return false;
      words = 0;
    } else if (words == 0) {
      if (token.kind != TokenKind::kWord) return false;
      control = ControlOf(FindKeyword(token.text));
      if (control == Control::kNo) return false;
      any = true;
      words = 1;
      switches = false;
      first = true;
      marks = 0;
    } else if (switches) {
      if (!IsSwitch(token.text)) return false;
    } else if (control != Control::kYes) {
      if (token.text == "@") ++marks;
      const bool variable = marks == 0 || marks == 2;  // @autocommit is a user variable
      switches = control == Control::kSet && variable && IsOneOf(token.text, {"autocommit"});
      const bool begins = first && EqualsIgnoringCase(token.text, "transaction");
      const bool scope = control == Control::kSet && IsScope(token.text);
      if (!switches && !begins && !scope) return false;  // START REPLICA, SET x
      if (switches || begins) control = Control::kYes;
      first = false;
    }
  }
  return any && control == Control::kYes;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
