#include <string_view>

#include "core/sql/secret_watch.h"

// The part of SecretWatch that follows the statements inside of a MySQL statement.
namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether a MySQL statement may contain others: the definition of a routine, trigger or
/// event; BEGIN, IF, WHILE and the like, whose first keyword may be any that begins no statement.
bool SecretWatch::HoldsStatements() const noexcept {
  switch (verb_) {
    case Keyword::kNone:
    case Keyword::kWith:
    case Keyword::kTable:
    case Keyword::kValues:
      return false;
    case Keyword::kBegin:
    case Keyword::kDo:
    case Keyword::kDeclare:
    case Keyword::kOtherVerb:  // SIGNAL, RESIGNAL
      return true;
    default:
      return !IsVerb(verb_) || (Defines() && object_ == Keyword::kRoutine);
  }
}

/// Follows the statements inside of a MySQL statement, up to where the next one may begin.
void SecretWatch::FollowStatements(const Token& token, Keyword keyword) noexcept {
  constexpr std::string_view kLeads[] = {"THEN", "ELSE", "LOOP", "REPEAT", "ROW"};
  const bool word = token.kind == TokenKind::kWord;
  if (MarkOf(token) == ':' || keyword == Keyword::kBegin || keyword == Keyword::kDo ||
      (word && IsOneOf(token.text, kLeads)) || inner_ == Inner::kCharacter) {
    inner_ = Inner::kNone;
  }
  if (inner_ != Inner::kNone || !word) return;
  switch (keyword) {
    case Keyword::kUpdate:
    case Keyword::kInsert:
    case Keyword::kReplace:
    case Keyword::kLoad:
    case Keyword::kCreate:
    case Keyword::kAlter:
      inner_ = Inner::kHasClause;
      break;
    default:
      constexpr std::string_view kCharacter[] = {"CHARACTER", "CHAR"};
      if (IsOneOf(token.text, kCharacter)) inner_ = Inner::kCharacter;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
