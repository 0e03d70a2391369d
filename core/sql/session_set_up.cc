#include "core/sql/session_set_up.h"

#include <algorithm>
#include <string_view>

#include "core/span/system_traits.h"
#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using detail::ShowKind;
using detail::SystemTraits;
using sql_text::EqualsIgnoringCase;
using sql_text::FindKeyword;
using sql_text::Keyword;
using sql_text::Lexer;
using sql_text::Token;
using sql_text::TokenKind;

Token NextThatSays(Lexer& lexer) noexcept {
  Token token = lexer.Next();
  while (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) {
    token = lexer.Next();
  }
  return token;
}

bool EndsStatement(const Token& token) noexcept {
  return token.kind == TokenKind::kEnd || token.text == ";";
}

/// Tells whether SHOW returns settings: `SHOW a.b`, `SHOW TIME ZONE`; or only `SHOW SESSION
/// VARIABLES` in systems where SHOW returns other things too.
bool ShowsSettings(ShowKind show, const Token& second, const Token& third) noexcept {
  return show == ShowKind::kSettings || EqualsIgnoringCase(second.text, "variables") ||
         EqualsIgnoringCase(third.text, "variables");
}

/// Reads to the end of a statement whose first word is given. Tells whether it sets up the session.
bool StatementSetsUp(Lexer& lexer, const Token& first, ShowKind show) noexcept {
  const Token second = NextThatSays(lexer);
  const Token third = EndsStatement(second) ? second : NextThatSays(lexer);
  for (Token token = third; !EndsStatement(token); token = NextThatSays(lexer)) {
    if (token.kind == TokenKind::kUnsure) return false;
  }
  switch (FindKeyword(first.text)) {
    case Keyword::kSet:
    case Keyword::kUse:
      return second.kind != TokenKind::kUnsure;
    case Keyword::kShow:
      return ShowsSettings(show, second, third);
    case Keyword::kSelect:  // @@version
      return second.text.substr(0, 1) == "@" &&
             (second.text.substr(1, 1) == "@" || third.text == "@");
    default:
      return false;
  }
}

bool SqlSetsUp(std::string_view sql, const SystemTraits& traits) noexcept {
  Lexer lexer{sql, traits.dialect};
  bool any = false;
  for (Token first = NextThatSays(lexer); first.kind != TokenKind::kEnd;
       first = NextThatSays(lexer)) {
    if (first.text == ";") continue;
    if (first.kind != TokenKind::kWord || !StatementSetsUp(lexer, first, traits.show)) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool SetsSessionUp(const Operation& operation) noexcept {
  const System system = operation.endpoint ? operation.endpoint->fields().system : System{};
  const SystemTraits& traits = system.traits();
  if (!operation.sql.empty()) return SqlSetsUp(operation.sql, traits);
  return std::any_of(
      traits.set_up_operations.begin(), traits.set_up_operations.end(),
      [&](std::string_view known) { return EqualsIgnoringCase(known, operation.name); });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
