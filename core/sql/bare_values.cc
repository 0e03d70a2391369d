// CREATE TRIGGER, COPY, CREATE AGGREGATE and CREATE EXTENSION in Postgres' manual, part VI.
#include "core/sql/bare_values.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
void BareValues::BeginStatement(Keyword verb) noexcept {
  *this = {};
  if (verb == Keyword::kCopy) place_ = Place::kCopy;
}

void BareValues::OnObject(std::string_view word) noexcept {
  if (EqualsIgnoringCase(word, "TRIGGER")) place_ = Place::kTrigger;
  if (EqualsIgnoringCase(word, "AGGREGATE")) place_ = Place::kAggregate;
  if (EqualsIgnoringCase(word, "EXTENSION")) place_ = Place::kExtension;
}

bool BareValues::IsValue(const Token& token, Keyword keyword) noexcept {
  const bool outside = depth_ == 0;
  if (IsMark(token, '(')) ++depth_;
  if (IsMark(token, ')') && depth_ != 0) --depth_;
  switch (place_) {
    case Place::kNone:
      return false;
    case Place::kCopy:
      if (outside && (keyword == Keyword::kTo || keyword == Keyword::kFrom)) options_ = true;
      if (outside && keyword == Keyword::kWhere) place_ = Place::kNone;
      if (!options_) return false;
      break;
    case Place::kTrigger:
      if (keyword == Keyword::kExecute) options_ = true;
      return options_ && !outside && IsWord(token);
    case Place::kAggregate:
    case Place::kExtension:
      break;
  }
  const bool value = leads_ && IsWord(token) && keyword != Keyword::kAs;
  const bool waits = leads_ && (IsMark(token, '=') || keyword == Keyword::kAs);
  leads_ = waits || (!value && LeadsToValue(token, keyword));
  excluded_ = token.kind == TokenKind::kWord &&
              (keyword == Keyword::kNot || EqualsIgnoringCase(token.text, "FORCE"));
  return value;
}

bool BareValues::LeadsToValue(const Token& token, Keyword keyword) const noexcept {
  if (token.kind != TokenKind::kWord || excluded_) return false;
  const auto is = [&](std::string_view word) { return EqualsIgnoringCase(token.text, word); };
  switch (place_) {
    case Place::kCopy:
      return keyword == Keyword::kNull || keyword == Keyword::kDefault || is("DELIMITER") ||
             is("DELIMITERS") || is("QUOTE") || is("ESCAPE") || is("ENCODING");
    case Place::kAggregate:
      return is("INITCOND") || is("MINITCOND");
    case Place::kExtension:
      return keyword == Keyword::kTo || is("VERSION");
    default:
      return false;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
