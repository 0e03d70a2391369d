#include "core/sql/session_set_up.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "core/sql/keyword.h"
#include "core/sql/lexer.h"

namespace dbspan {
namespace {

using sql_text::Dialect;
using sql_text::EqualsIgnoringCase;
using sql_text::FindKeyword;
using sql_text::Keyword;
using sql_text::Lexer;
using sql_text::Token;
using sql_text::TokenKind;

constexpr std::string_view kSqlNames[] = {"SET", "USE", "CHANGE USER", "RESET CONNECTION"};
constexpr std::string_view kRedisNames[] = {"AUTH", "HELLO", "SELECT", "CLIENT"};

bool IsOneOf(const std::string_view* begin, const std::string_view* end,
             std::string_view name) noexcept {
  return std::any_of(begin, end,
                     [&](std::string_view known) { return EqualsIgnoringCase(known, name); });
}

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

/// `SHOW a.b`, `SHOW TIME ZONE`: everything in Postgres. In MySQL, the tables and much else, and
/// `SHOW SESSION VARIABLES`.
bool ShowsSettings(bool postgres, const Token& second, const Token& third) noexcept {
  return postgres || EqualsIgnoringCase(second.text, "variables") ||
         EqualsIgnoringCase(third.text, "variables");
}

/// Reads up to the end of a statement, whose first word is given.
bool StatementSetsUp(Lexer& lexer, const Token& first, bool postgres) noexcept {
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
      return ShowsSettings(postgres, second, third);
    case Keyword::kSelect:  // @@version
      return second.text.substr(0, 1) == "@" &&
             (second.text.substr(1, 1) == "@" || third.text == "@");
    default:
      return false;
  }
}

bool SqlSetsUp(std::string_view sql, System system) noexcept {
  const bool postgres = system == System::kPostgreSql;
  Lexer lexer{sql, postgres ? Dialect::kPostgreSql : Dialect::kMySql};
  bool any = false;
  for (Token first = NextThatSays(lexer); first.kind != TokenKind::kEnd;
       first = NextThatSays(lexer)) {
    if (first.text == ";") continue;
    if (first.kind != TokenKind::kWord || !StatementSetsUp(lexer, first, postgres)) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool SetsSessionUp(const Operation& operation) noexcept {
  const System system =
      operation.endpoint ? operation.endpoint->fields().system : System::kPostgreSql;
  if (!operation.sql.empty()) return SqlSetsUp(operation.sql, system);
  if (system == System::kRedis) {
    return IsOneOf(std::begin(kRedisNames), std::end(kRedisNames), operation.name);
  }
  return IsOneOf(std::begin(kSqlNames), std::end(kSqlNames), operation.name);
}

}  // namespace dbspan
