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
  const std::string_view word = LeadingWord(lexer.Rest());
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

}  // namespace

bool SecretWatch::IsBareValue(const Token& token, Keyword keyword) noexcept {
  if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) return false;
  return bare_values_.IsValue(token, keyword);
}

bool SecretWatch::FollowToken(const Token& token, Keyword keyword, const Preceding& before,
                              const Lexer& lexer) noexcept {
  if (copies_from_client_ && BeginsRows(token, lexer)) return true;
  if (token.kind == TokenKind::kSpace || token.kind == TokenKind::kComment) return false;
  if (MarkOf(token) == ';') return EndsStatement();
  if (verb_ == Keyword::kNone) {
    if (keyword != Keyword::kFor) {
      verb_ = keyword;
      if (!my_sql_) bare_values_.BeginStatement(keyword);
      sees_every_word_ = SeesEveryWord();
    }
  } else if (object_ == Keyword::kNone &&
             (keyword == Keyword::kUser || keyword == Keyword::kRole ||
              keyword == Keyword::kGroup || keyword == Keyword::kTable ||
              keyword == Keyword::kObject || keyword == Keyword::kRoutine ||
              keyword == Keyword::kIndex || keyword == Keyword::kRule)) {
    object_ = keyword;
    assigns_settings_ =
        keyword == Keyword::kUser || keyword == Keyword::kRole || keyword == Keyword::kRoutine ||
        EqualsIgnoringCase(token.text, "DATABASE") || EqualsIgnoringCase(token.text, "ROUTINE");
    if (!my_sql_ && Defines()) bare_values_.OnObject(token.text);
    remote_ =
        EqualsIgnoringCase(token.text, "SERVER") || EqualsIgnoringCase(token.text, "SUBSCRIPTION");
    sees_every_word_ = SeesEveryWord();
  }
  if (before.keyword == Keyword::kAlter && token.kind == TokenKind::kWord &&
      EqualsIgnoringCase(token.text, "SYSTEM")) {
    assigns_settings_ = true;
  }
  if (verb_ == Keyword::kCopy && keyword == Keyword::kStdin) {
    copies_from_client_ = true;
    depth_ = 0;
  }
  if (sees_every_word_ && my_sql_ && HoldsStatements()) FollowStatements(token, keyword);
  const bool was_identified = identified_;
  identified_ = keyword == Keyword::kIdentified;
  if (IsPassword(token, keyword, before)) return true;
  if (keyword == Keyword::kPassword && LacksQuotes(lexer)) return true;
  if (identified_ && LacksHowIdentified(lexer)) return true;
  if (sees_every_word_ && LeadsToString(token, keyword)) return !BeginsString(lexer);
  if (!was_identified) return false;
  return keyword == Keyword::kBy || keyword == Keyword::kWith || keyword == Keyword::kVia;
}

bool SecretWatch::EndsStatement() noexcept {
  changed_session_ = my_sql_ && !KeepsSession(verb_);
  verb_ = Keyword::kNone;
  object_ = Keyword::kNone;
  remote_ = false;
  assigns_settings_ = false;
  sees_every_word_ = false;
  inner_ = Inner::kNone;
  assignment_ = Assignment::kNone;
  identified_ = false;
  bare_values_.BeginStatement(Keyword::kNone);
  return copies_from_client_;  // the rows follow `COPY … FROM stdin;`
}

// After `COPY … FROM stdin`, a line that is not one of its clauses is the first row.
bool SecretWatch::BeginsRows(const Token& token, const Lexer& lexer) noexcept {
  const char mark = MarkOf(token);
  if (mark == '(') ++depth_;
  if (mark == ')' && depth_ != 0) --depth_;
  if (token.kind != TokenKind::kSpace || depth_ != 0) return false;
  if (token.text.find_first_of("\n\r") == std::string_view::npos) return false;
  const std::string_view rest = lexer.Rest();
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
      return (Defines() && (object_ == Keyword::kNone || remote_)) ||
             (my_sql_ && HoldsStatements());
  }
}

// Grammars demand a string in these places. Anything else lacks its quotes: `CONNECTION host=h
// password=p`.
bool SecretWatch::LeadsToString(const Token& token, Keyword keyword) const noexcept {
  if (my_sql_) return false;
  if (verb_ == Keyword::kNotify) return MarkOf(token) == ',';
  if (verb_ == Keyword::kOtherVerb) return keyword == Keyword::kIs;  // COMMENT, SECURITY LABEL
  return remote_ && token.kind == TokenKind::kWord && EqualsIgnoringCase(token.text, "CONNECTION");
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
