#include "core/sql/secret_watch.h"

#include <algorithm>
#include <string_view>

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Tells whether a statement leaves the session's settings unchanged. CALL does not: a routine
/// restores the settings that it changes, except for the character set.
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

/// Tells whether a bare word in a MySQL value is part of an expression and not a value itself.
/// `next` is the byte after it.
bool GoesOn(std::string_view word, char next) noexcept {
  constexpr std::string_view kMarks = "(+*|<>=%^&!";
  if (next == '.') return EqualsIgnoringCase(word, "NEW") || EqualsIgnoringCase(word, "OLD");
  return next != '\0' && kMarks.find(next) != std::string_view::npos;
}

template <std::size_t size>
bool IsOneOf(std::string_view word, const std::string_view (&words)[size]) noexcept {
  for (const std::string_view each : words) {
    if (EqualsIgnoringCase(word, each)) return true;
  }
  return false;
}

/// The clauses that may follow SET in Postgres' CREATE and ALTER FUNCTION.
bool IsClauseOfRoutine(std::string_view word) noexcept {
  constexpr std::string_view kClauses[] = {
      "SET",    "AS",       "LANGUAGE",  "TRANSFORM", "WINDOW", "IMMUTABLE", "STABLE",  "VOLATILE",
      "NOT",    "CALLED",   "LEAKPROOF", "RETURNS",   "STRICT", "SECURITY",  "COST",    "EXTERNAL",
      "RETURN", "PARALLEL", "SUPPORT",   "ROWS",      "BEGIN",  "RESET",     "RESTRICT"};
  return IsOneOf(word, kClauses);
}

/// Tells whether a word is an option of COPY, which may be on a line of its own.
bool IsOptionOfCopy(std::string_view word) noexcept {
  constexpr std::string_view kOptions[] = {"WITH",   "WHERE",  "DELIMITER", "DELIMITERS", "CSV",
                                           "BINARY", "NULL",   "HEADER",    "QUOTE",      "ESCAPE",
                                           "FORCE",  "FREEZE", "ENCODING",  "AS"};
  return IsOneOf(word, kOptions);
}

/// Tells whether a string, a placeholder or NULL is next.
bool BeginsString(const Lexer& lexer) noexcept {
  constexpr std::string_view kMarks = "'$?:%";
  const char next = lexer.PeekBehindBlanks();
  if (next == '\0' || kMarks.find(next) != std::string_view::npos) return true;
  const std::string_view word =
      LeadingWord({lexer.at(), static_cast<std::size_t>(lexer.end() - lexer.at())});
  return word.size() == 1 || EqualsIgnoringCase(word, "NULL");  // E'…'
}

/// Tells whether `rest` may follow the word of an option of COPY: a string, a list, another option.
/// Otherwise the word is data: `null secret`.
bool ContinuesOption(std::string_view word, std::string_view rest) noexcept {
  constexpr std::string_view kMarks = "\n\r(;'$?";
  if (!rest.empty() && rest.front() != ' ' && rest.front() != '\n' && rest.front() != '\r' &&
      rest.front() != '(' && rest.front() != ';') {
    return false;
  }
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  if (rest.empty() || kMarks.find(rest.front()) != std::string_view::npos) return true;
  const std::string_view next = LeadingWord(rest);
  return EqualsIgnoringCase(word, "WHERE") || IsOptionOfCopy(next) ||
         EqualsIgnoringCase(next, "NOT") || next.size() == 1;  // E'…'
}

bool EndsWithPassword(std::string_view word) noexcept {
  constexpr std::string_view kPassword = "PASSWORD";
  return word.size() >= kPassword.size() &&
         EqualsIgnoringCase(word.substr(word.size() - kPassword.size()), kPassword);
}

bool IsWord(const Token& token) noexcept {
  return token.kind == TokenKind::kWord || token.kind == TokenKind::kQuotedName;
}

char MarkOf(const Token& token) noexcept {
  return token.kind == TokenKind::kPunctuation ? token.text.front() : '\0';
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
      const bool assigns = my_sql_ ? BeginsMySqlStatement(before) : defines;
      if (keyword == Keyword::kSet && (verb_ == Keyword::kNone || assigns)) {
        assignment_ = Assignment::kName;
        depth_ = 0;
        dotted_ = false;
      }
      return Shown::kAsItIs;
    }
    case Assignment::kName:
      return FollowName(token, keyword, before, next);
    case Assignment::kValue:
    case Assignment::kRestOfValue:
      return FollowValue(token, keyword, next);
  }
  return Shown::kAsItIs;
}

/// Tells whether a SET here is a statement: in the body of a routine (`BEGIN SET …`, `THEN SET …`,
/// `DO SET …`, `CREATE PROCEDURE p() SET …`), not the clause of an UPDATE.
bool SecretWatch::BeginsMySqlStatement(const Preceding& before) const noexcept {
  if (verb_ == Keyword::kBegin) return true;  // MariaDB: BEGIN NOT ATOMIC
  return before.keyword == Keyword::kBegin || before.keyword == Keyword::kDo ||
         before.keyword == Keyword::kExpression ||  // THEN, ELSE
         (before.mark == ')' && Defines() && object_ == Keyword::kRoutine);
}

SecretWatch::Shown SecretWatch::FollowName(const Token& token, Keyword keyword,
                                           const Preceding& before, char next) noexcept {
  const bool word = IsWord(token);
  const char mark = MarkOf(token);
  if (before.keyword == Keyword::kZone && word) return BeginValue(token, keyword, next);
  if (mark == '=' || keyword == Keyword::kTo) {
    assignment_ = Assignment::kValue;
    at_value_ = true;
    return Shown::kAsItIs;
  }
  dotted_ = dotted_ || mark == '.';
  // `SET app.token secret`, without the `=` or TO that should be between them.
  const bool behind_name = dotted_ && mark != '.' && before.mark != '.' &&
                           keyword != Keyword::kFrom && before.keyword != Keyword::kFrom;
  if (!my_sql_ && verb_ == Keyword::kSet && behind_name && mark != ';' && mark != ',') {
    return BeginValue(token, keyword, next);
  }
  if (verb_ != Keyword::kSet && !my_sql_ && mark != '.' && !word) assignment_ = Assignment::kNone;
  return Shown::kAsItIs;
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
    dotted_ = false;
    return Shown::kAsItIs;
  }
  behind_mark_ = mark != '\0';
  return Shown::kNot;
}

bool SecretWatch::FollowToken(const Token& token, Keyword keyword, const Preceding& before,
                              const Lexer& lexer) noexcept {
  if (copies_from_client_ && BeginsRows(token, lexer)) return true;
  if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) return false;
  if (MarkOf(token) == ';') return EndsStatement();
  if (verb_ == Keyword::kNone) {
    if (keyword != Keyword::kFor) {
      verb_ = keyword;
      sees_every_word_ = SeesEveryWord();
    }
  } else if (object_ == Keyword::kNone &&
             (keyword == Keyword::kUser || keyword == Keyword::kRole ||
              keyword == Keyword::kGroup || keyword == Keyword::kTable ||
              keyword == Keyword::kObject || keyword == Keyword::kRoutine ||
              keyword == Keyword::kIndex || keyword == Keyword::kRule)) {
    object_ = keyword;
    remote_ =
        EqualsIgnoringCase(token.text, "SERVER") || EqualsIgnoringCase(token.text, "SUBSCRIPTION");
    sees_every_word_ = SeesEveryWord();
  }
  if (verb_ == Keyword::kCopy && keyword == Keyword::kStdin) {
    copies_from_client_ = true;
    depth_ = 0;
  }
  const bool was_identified = identified_;
  identified_ = keyword == Keyword::kIdentified;
  if (IsPassword(token, keyword, before)) return true;
  if (sees_every_word_ && LeadsToString(token, keyword)) return !BeginsString(lexer);
  if (!was_identified) return false;
  return keyword == Keyword::kBy || keyword == Keyword::kWith || keyword == Keyword::kVia;
}

bool SecretWatch::EndsStatement() noexcept {
  changed_session_ = my_sql_ && !KeepsSession(verb_);
  verb_ = Keyword::kNone;
  object_ = Keyword::kNone;
  remote_ = false;
  sees_every_word_ = false;
  assignment_ = Assignment::kNone;
  identified_ = false;
  return copies_from_client_;  // the rows follow `COPY … FROM stdin;`
}

// After `COPY … FROM stdin`, a line that is not one of its clauses is the first row.
bool SecretWatch::BeginsRows(const Token& token, const Lexer& lexer) noexcept {
  const char mark = MarkOf(token);
  if (mark == '(') ++depth_;
  if (mark == ')' && depth_ != 0) --depth_;
  if (token.kind != TokenKind::kSpace || depth_ != 0) return false;
  if (token.text.find_first_of("\n\r") == std::string_view::npos) return false;
  const std::string_view rest{lexer.at(), static_cast<std::size_t>(lexer.end() - lexer.at())};
  if (rest.empty() || rest == "?" || rest.front() == '(' || rest.front() == ';') return false;
  const std::string_view word = LeadingWord(rest);
  if (!IsOptionOfCopy(word)) return true;
  return !ContinuesOption(word, rest.substr(word.size()));
}

/// Tells whether any token may matter: it may be the kind of object, or lead to a secret.
bool SecretWatch::SeesEveryWord() const noexcept {
  switch (verb_) {
    case Keyword::kChange:
    case Keyword::kStart:
    case Keyword::kNotify:
    case Keyword::kOtherVerb:
      return true;
    default:
      return Defines() && (object_ == Keyword::kNone || remote_);
  }
}

bool SecretWatch::AdministersPasswords() const noexcept {
  return verb_ == Keyword::kChange || verb_ == Keyword::kStart || (Defines() && remote_);
}

// Grammars demand a string in these places. Anything else lacks its quotes: `CONNECTION host=h
// password=p`.
bool SecretWatch::LeadsToString(const Token& token, Keyword keyword) const noexcept {
  if (my_sql_) return false;
  if (verb_ == Keyword::kNotify) return MarkOf(token) == ',';
  if (verb_ == Keyword::kOtherVerb) return keyword == Keyword::kIs;  // COMMENT, SECURITY LABEL
  return remote_ && token.kind == TokenKind::kWord && EqualsIgnoringCase(token.text, "CONNECTION");
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
