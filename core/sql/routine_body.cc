// CREATE FUNCTION and CREATE RULE in Postgres' manual; "Compound statements" in those of MySQL and
// MariaDB.
#include "core/sql/routine_body.h"

#include <utility>

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool IsControl(std::string_view word, Keyword keyword) noexcept {
  constexpr std::string_view kLoops[] = {"LOOP", "WHILE", "REPEAT"};
  return keyword == Keyword::kIf || keyword == Keyword::kFor || IsOneOf(word, kLoops);
}

/// Tells whether the statements after this word are inside the statement that it belongs to.
bool LeadsToStatement(std::string_view word, Keyword keyword) noexcept {
  constexpr std::string_view kWords[] = {"THEN", "ELSE", "LOOP", "REPEAT"};
  return keyword == Keyword::kBegin || keyword == Keyword::kDo || IsOneOf(word, kWords);
}

}  // namespace

void RoutineBody::Begin(std::string_view object) noexcept {
  *this = RoutineBody{my_sql_};
  inside_ = true;
  if (EqualsIgnoringCase(object, "TRIGGER")) header_ = Header::kOfTrigger;
  if (EqualsIgnoringCase(object, "EVENT")) header_ = Header::kOfEvent;
}

// A block ends with its END; END IF and the like end another statement.
void RoutineBody::OnWord(const Token& token, Keyword keyword, std::size_t depth) noexcept {
  const bool ended = FinishEnd(keyword, token.text);
  if (my_sql_ && !ended) FollowMySql(token, keyword, depth);
  if (token.kind != TokenKind::kWord) return;
  const bool opens_case = keyword == Keyword::kCase && !ended;
  if (keyword == Keyword::kBegin || opens_case) ++blocks_;
  after_end_ = keyword == Keyword::kEnd;
}

bool RoutineBody::EndsAtSemicolon(std::size_t depth) noexcept {
  FinishEnd(Keyword::kNone, {});
  return blocks_ == 0 && controls_ == 0 && depth == 0;
}

/// Handles the token after an END. Returns whether it belongs to the END.
bool RoutineBody::FinishEnd(Keyword keyword, std::string_view word) noexcept {
  if (!std::exchange(after_end_, false)) return false;
  if (!IsControl(word, keyword)) {
    if (blocks_ != 0) --blocks_;
    return keyword == Keyword::kCase;
  }
  if (blocks_ == 0 && controls_ != 0) --controls_;
  return true;
}

// Outside of blocks, counts the IF, LOOP, WHILE, REPEAT and FOR that are statements and not
// functions or clauses.
void RoutineBody::FollowMySql(const Token& token, Keyword keyword, std::size_t depth) noexcept {
  const bool begins = std::exchange(begins_statement_, false) || header_ == Header::kLast;
  if (token.kind != TokenKind::kWord || depth != 0) return;
  begins_statement_ = LeadsToStatement(token.text, keyword);
  const bool opens = begins && IsControl(token.text, keyword);
  if (opens && blocks_ == 0) ++controls_;
  // COMMENT and SQL SECURITY are clauses of the header.
  const bool verb = (IsVerb(keyword) && keyword != Keyword::kOtherVerb) ||
                    EqualsIgnoringCase(token.text, "RETURN");
  if (opens || (verb && header_ == Header::kLast)) header_ = Header::kNone;
  const bool leads =
      header_ == Header::kOfEvent ? keyword == Keyword::kDo : EqualsIgnoringCase(token.text, "ROW");
  if (leads && (header_ == Header::kOfEvent || header_ == Header::kOfTrigger)) {
    header_ = Header::kLast;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
