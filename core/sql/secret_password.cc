#include <algorithm>
#include <string_view>

#include "core/sql/secret_watch.h"

// The part of SecretWatch that finds passwords.
namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool EndsWithPassword(std::string_view word) noexcept {
  constexpr std::string_view kPassword = "PASSWORD";
  return word.size() >= kPassword.size() &&
         EqualsIgnoringCase(word.substr(word.size() - kPassword.size()), kPassword);
}

std::string_view WithoutBlanks(std::string_view text) noexcept {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

}  // namespace

bool SecretWatch::AdministersPasswords() const noexcept {
  return verb_ == Keyword::kChange || verb_ == Keyword::kStart || (Defines() && remote_);
}

// In other statements, `password` is an ordinary column.
bool SecretWatch::IsPassword(const Token& token, Keyword keyword,
                             const Preceding& before) const noexcept {
  if (AdministersPasswords()) {
    return token.kind == TokenKind::kWord && EndsWithPassword(token.text);
  }
  if (keyword != Keyword::kPassword) return false;
  if (verb_ == Keyword::kSet) return before.mark != '.' && before.mark != '@';
  return Defines() &&
         (object_ == Keyword::kUser || object_ == Keyword::kRole || object_ == Keyword::kGroup);
}

/// Tells whether this PASSWORD is followed by a value without quotes: as an option of a MySQL
/// table, or in a connection string in the place of a statement.
bool SecretWatch::LacksQuotes(const Lexer& lexer) const noexcept {
  switch (verb_) {
    case Keyword::kWith:
    case Keyword::kTable:
    case Keyword::kValues:
    case Keyword::kIf:
    case Keyword::kCase:
    case Keyword::kExpression:  // WHEN, ELSE
      return false;
    default:
      if (!IsVerb(verb_)) return true;
  }
  if (!my_sql_ || !Defines() || object_ != Keyword::kTable) return false;
  std::string_view rest = WithoutBlanks(lexer.Rest());
  if (rest.empty() || rest.front() != '=') return false;
  rest = WithoutBlanks(rest.substr(1));
  constexpr std::string_view kQuotes = "'\"?@";
  return !rest.empty() && kQuotes.find(rest.front()) == std::string_view::npos;
}

/// Tells whether IDENTIFIED is followed by anything but BY and its like, in the definition of a
/// user.
bool SecretWatch::LacksHowIdentified(const Lexer& lexer) const noexcept {
  constexpr std::string_view kWays[] = {"BY", "WITH", "VIA", "AS"};
  const char next = lexer.PeekBehindBlanks();
  if (next == '\0' || next == '?') return false;  // nothing, or a placeholder
  const bool user = verb_ == Keyword::kGrant || (Defines() && object_ == Keyword::kUser);
  return user && !IsOneOf(LeadingWord(lexer.Rest()), kWays);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
