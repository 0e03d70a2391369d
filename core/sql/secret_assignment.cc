#include <string_view>

#include "core/sql/secret_watch.h"

// The part of SecretWatch that follows assignments of settings: SET app.token TO word.
namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Tells whether a bare word in a MySQL value is part of an expression and not a value itself.
/// `next` is the byte after it.
bool GoesOn(std::string_view word, char next) noexcept {
  constexpr std::string_view kMarks = "(+*|<>=%^&!";
  if (next == '.') return EqualsIgnoringCase(word, "NEW") || EqualsIgnoringCase(word, "OLD");
  return next != '\0' && kMarks.find(next) != std::string_view::npos;
}

/// Words after Postgres' SET and ALTER … SET that begin another clause than an assignment.
bool BeginsOtherSet(std::string_view word, Keyword verb) noexcept {
  constexpr std::string_view kOfSet[] = {"TRANSACTION",   "CONSTRAINTS",     "ROLE",
                                         "AUTHORIZATION", "CHARACTERISTICS", "XML"};
  constexpr std::string_view kOfAlter[] = {"TABLESPACE", "SCHEMA"};
  return verb == Keyword::kSet ? IsOneOf(word, kOfSet) : IsOneOf(word, kOfAlter);
}

/// Words that may precede the name of a setting, or that of a time zone.
bool PrecedesName(std::string_view word) noexcept {
  constexpr std::string_view kWords[] = {"SESSION", "LOCAL", "TIME", "ZONE"};
  return IsOneOf(word, kWords);
}

/// The clauses that may follow SET in Postgres' CREATE and ALTER FUNCTION.
bool IsClauseOfRoutine(std::string_view word) noexcept {
  constexpr std::string_view kClauses[] = {
      "SET",    "AS",       "LANGUAGE",  "TRANSFORM", "WINDOW", "IMMUTABLE", "STABLE",  "VOLATILE",
      "NOT",    "CALLED",   "LEAKPROOF", "RETURNS",   "STRICT", "SECURITY",  "COST",    "EXTERNAL",
      "RETURN", "PARALLEL", "SUPPORT",   "ROWS",      "BEGIN",  "RESET",     "RESTRICT"};
  return IsOneOf(word, kClauses);
}

}  // namespace

SecretWatch::Shown SecretWatch::FollowAssignment(const Token& token, Keyword keyword,
                                                 const Preceding& before, char next) noexcept {
  if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) return Shown::kAsItIs;
  // MariaDB's SET STATEMENT … FOR is followed by another statement.
  if (my_sql_ && verb_ == Keyword::kSet && keyword == Keyword::kFor && depth_ == 0) {
    assignment_ = Assignment::kNone;
    verb_ = Keyword::kNone;
    return Shown::kAsItIs;
  }
  switch (assignment_) {
    case Assignment::kNone: {
      // In Postgres, ALTER ROLE … SET and CREATE FUNCTION … SET assign settings; UPDATE … SET
      // assigns expressions.
      const bool defines = Defines() && object_ != Keyword::kRule;
      const bool assigns = my_sql_ ? HoldsStatements() && inner_ == Inner::kNone : defines;
      if (keyword == Keyword::kSet && (verb_ == Keyword::kNone || assigns)) {
        assignment_ = Assignment::kName;
        depth_ = 0;
        name_ = AssignsSetting(before) ? Name::kExpected : Name::kNone;
      }
      return Shown::kAsItIs;
    }
    case Assignment::kName:
      return my_sql_ ? FollowMySqlName(token, keyword, before, next)
                     : FollowName(token, keyword, before, next);
    case Assignment::kValue:
    case Assignment::kRestOfValue:
      return FollowValue(token, keyword, next);
  }
  return Shown::kAsItIs;
}

/// Tells whether SET here assigns a setting of Postgres for certain: it has no `=` or TO only if
/// they are forgotten. In ALTER TABLE and its like, `SET word` has many meanings.
bool SecretWatch::AssignsSetting(const Preceding& before) const noexcept {
  if (my_sql_) return false;
  if (verb_ == Keyword::kSet || verb_ == Keyword::kNone) return true;
  return assigns_settings_ && before.mark != '(' && before.mark != ',';  // not OPTIONS (SET …)
}

SecretWatch::Shown SecretWatch::FollowMySqlName(const Token& token, Keyword keyword,
                                                const Preceding& before, char next) noexcept {
  if (before.keyword == Keyword::kZone && IsWord(token)) return BeginValue(token, keyword, next);
  if (MarkOf(token) == '=' || keyword == Keyword::kTo) {
    assignment_ = Assignment::kValue;
    at_value_ = true;
  }
  return Shown::kAsItIs;
}

SecretWatch::Shown SecretWatch::FollowName(const Token& token, Keyword keyword,
                                           const Preceding& before, char next) noexcept {
  const bool word = IsWord(token);
  const char mark = MarkOf(token);
  if (mark == ';') return Shown::kAsItIs;
  if (before.keyword == Keyword::kZone && (word || name_ == Name::kExpected)) {
    return BeginValue(token, keyword, next);
  }
  if (mark == '=' || keyword == Keyword::kTo) {
    assignment_ = Assignment::kValue;
    at_value_ = true;
    return Shown::kAsItIs;
  }
  switch (name_) {
    case Name::kNone:
      if (verb_ != Keyword::kSet && mark != '.' && !word) assignment_ = Assignment::kNone;
      return Shown::kAsItIs;
    case Name::kExpected:
      if (token.kind != TokenKind::kWord || !PrecedesName(token.text)) {
        const bool other = token.kind == TokenKind::kWord && BeginsOtherSet(token.text, verb_);
        const bool row = Defines() && mark == '(';
        name_ = other || row ? Name::kNone : Name::kRead;
      }
      return Shown::kAsItIs;
    case Name::kRead:
      break;
  }
  if (mark == '.' || before.mark == '.' || keyword == Keyword::kFrom) return Shown::kAsItIs;
  // The body of a routine, which may be an UPDATE: SET (a, b) = …, SET a[1] = …
  if (object_ == Keyword::kRoutine && (mark == '(' || mark == '[')) {
    assignment_ = Assignment::kNone;
    return Shown::kAsItIs;
  }
  if (before.keyword == Keyword::kFrom && token.kind == TokenKind::kWord &&
      EqualsIgnoringCase(token.text, "CURRENT")) {
    assignment_ = Assignment::kNone;
    return Shown::kAsItIs;
  }
  // `SET app.token secret`, without the `=` or TO that should be between them.
  return BeginValue(token, keyword, next);
}

// Begins a value at this token and returns how to show the token. In MySQL, keywords reveal nothing
// and are shown.
SecretWatch::Shown SecretWatch::BeginValue(const Token& token, Keyword keyword,
                                           char next) noexcept {
  at_value_ = false;
  if (my_sql_) {
    if (!IsWord(token) || depth_ != 0 || GoesOn(token.text, next)) return Shown::kAsItIs;
    if (keyword != Keyword::kNone && keyword != Keyword::kBoolean) return Shown::kAsItIs;
  }
  assignment_ = Assignment::kRestOfValue;
  behind_mark_ = MarkOf(token) != '\0' && MarkOf(token) != '?';
  const bool tells_nothing = keyword == Keyword::kDefault || token.kind == TokenKind::kParameter;
  return tells_nothing ? Shown::kAsItIs : Shown::kAsValue;
}

// In Postgres, values are words and literals: punctuation in a value means that its quotes are
// missing, and it is hidden. In MySQL, values are expressions, unless they begin with a word that
// cannot begin one.
SecretWatch::Shown SecretWatch::FollowValue(const Token& token, Keyword keyword,
                                            char next) noexcept {
  const char mark = MarkOf(token);
  if (mark == ';') return Shown::kAsItIs;
  // A placeholder has no value to hide.
  if (mark == '?' && assignment_ == Assignment::kRestOfValue) return Shown::kAsItIs;
  if (my_sql_) {
    if (mark == '(') ++depth_;
    if (mark == ')' && depth_ != 0) --depth_;
  }
  if (mark == ',' && depth_ == 0) {
    assignment_ = my_sql_ ? Assignment::kName : Assignment::kValue;
    at_value_ = true;
    return Shown::kAsItIs;
  }
  if (assignment_ == Assignment::kValue) {
    const bool sign = mark == '-' || mark == '+';
    if (!at_value_ || (my_sql_ && sign)) return Shown::kAsItIs;
    return BeginValue(token, keyword, next);
  }
  const bool clause = Defines() && token.kind == TokenKind::kWord && !behind_mark_;
  if (clause && IsClauseOfRoutine(token.text)) {
    assignment_ = keyword == Keyword::kSet ? Assignment::kName : Assignment::kNone;
    name_ = Name::kExpected;
    return Shown::kAsItIs;
  }
  behind_mark_ = mark != '\0';
  return Shown::kNot;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
