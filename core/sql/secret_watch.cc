#include "core/sql/secret_watch.h"

#include <string_view>

namespace dbspan::sql_text {
namespace {

/// Statements that leave the settings of the session what they are. A routine gives back what it
/// has changed, but for the character set: CALL is not among them.
bool KeepsSession(Keyword verb) noexcept {
  switch (verb) {
    case Keyword::kSelect:
    case Keyword::kInsert:
    case Keyword::kUpdate:
    case Keyword::kDelete:
    case Keyword::kReplace:
    case Keyword::kWith:
    case Keyword::kCreate:
    case Keyword::kAlter:
    case Keyword::kDrop:
    case Keyword::kTruncate:
    case Keyword::kUse:
    case Keyword::kBegin:
    case Keyword::kCommit:
    case Keyword::kRollback:
    case Keyword::kStart:
    case Keyword::kSavepoint:
    case Keyword::kRelease:
    case Keyword::kLock:
    case Keyword::kUnlock:
    case Keyword::kShow:
      return true;
    default:
      return false;
  }
}

/// Behind a bare word: it is a part of an expression, not a value of its own.
bool GoesOn(char next) noexcept {
  constexpr std::string_view kMarks = "(.+*|<>=@[%^&:!";
  return next != '\0' && kMarks.find(next) != std::string_view::npos;
}

}  // namespace

bool SecretWatch::FollowAssignment(const Token& token, Keyword keyword, const Preceding& before,
                                   char next) noexcept {
  if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) return false;
  const bool word = token.kind == TokenKind::kWord || token.kind == TokenKind::kQuotedName;
  const char mark = token.kind == TokenKind::kPunctuation ? token.text.front() : '\0';
  switch (assignment_) {
    case Assignment::kNone: {
      // Postgres' ALTER ROLE … SET and CREATE FUNCTION … SET; its UPDATE … SET assigns expressions.
      const bool defines = verb_ == Keyword::kAlter || verb_ == Keyword::kCreate;
      const bool sets = verb_ == Keyword::kNone || (defines && !my_sql_);
      if (keyword == Keyword::kSet && sets) {
        assignment_ = Assignment::kName;
        depth_ = 0;
      }
      return false;
    }
    case Assignment::kName: {
      const bool zone = before.keyword == Keyword::kZone && word;  // SET TIME ZONE word
      if (zone) return keyword == Keyword::kNone && !GoesOn(next);
      if (mark == '=' || keyword == Keyword::kTo) assignment_ = Assignment::kValue;
      if (verb_ != Keyword::kSet && mark != '.' && mark != '=' && !word) {
        assignment_ = Assignment::kNone;
      }
      return false;
    }
    case Assignment::kValue:
      if (mark == '(') ++depth_;
      if (mark == ')' && depth_ != 0) --depth_;
      if (mark == ',' && depth_ == 0 && my_sql_) assignment_ = Assignment::kName;
      if (!word || depth_ != 0) return false;
      // Keywords tell nothing; what follows a mark other than these belongs to an expression.
      if (before.mark != '=' && before.mark != ',' && before.keyword != Keyword::kTo) {
        if (verb_ != Keyword::kSet) assignment_ = Assignment::kNone;
        return false;
      }
      if (keyword != Keyword::kNone && keyword != Keyword::kBoolean) return false;
      return my_sql_ ? !GoesOn(next) : next != '(';
  }
  return false;
}

bool SecretWatch::HidesTheRest(const Token& token, Keyword keyword,
                               const Preceding& before) noexcept {
  if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) return false;
  if (token.kind == TokenKind::kPunctuation && token.text == ";") return EndsStatement();
  if (verb_ == Keyword::kNone) {
    verb_ = keyword;
  } else if (object_ == Keyword::kNone &&
             (keyword == Keyword::kUser || keyword == Keyword::kRole ||
              keyword == Keyword::kGroup || keyword == Keyword::kTable ||
              keyword == Keyword::kObject || keyword == Keyword::kRoutine ||
              keyword == Keyword::kIndex || keyword == Keyword::kRule)) {
    object_ = keyword;
  }
  copies_from_client_ =
      copies_from_client_ || (verb_ == Keyword::kCopy && keyword == Keyword::kStdin);
  const bool was_identified = identified_;
  identified_ = keyword == Keyword::kIdentified;
  if (keyword == Keyword::kPassword) return Administers(before);
  if (!was_identified) return false;
  return keyword == Keyword::kBy || keyword == Keyword::kWith || keyword == Keyword::kVia;
}

bool SecretWatch::EndsStatement() noexcept {
  changed_session_ = my_sql_ && !KeepsSession(verb_);
  verb_ = Keyword::kNone;
  object_ = Keyword::kNone;
  assignment_ = Assignment::kNone;
  identified_ = false;
  return copies_from_client_;  // behind `COPY … FROM stdin;` come the rows themselves
}

// Elsewhere, `password` is a column like any other.
bool SecretWatch::Administers(const Preceding& before) const noexcept {
  switch (verb_) {
    case Keyword::kCreate:
    case Keyword::kAlter:
      return object_ == Keyword::kUser || object_ == Keyword::kRole || object_ == Keyword::kGroup;
    case Keyword::kSet:
    case Keyword::kChange:
      return before.mark != '.' && before.mark != '@';
    default:
      return false;
  }
}

}  // namespace dbspan::sql_text
