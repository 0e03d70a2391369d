// Words that precede a target, and the targets themselves.
#include "core/sql/summarizer.h"

#include <algorithm>

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string_view WithoutQuotes(std::string_view name) noexcept {
  const bool quoted = name.size() > 2 && (name.front() == '"' || name.front() == '`');
  return quoted ? name.substr(1, name.size() - 2) : name;
}

}  // namespace

void Summarizer::OnTarget(const Token& token, Keyword keyword, const Preceding& before) {
  if (token.kind == TokenKind::kWord) {
    if (SkipsBeforeTarget(keyword, before)) return;
    if (before.keyword == Keyword::kCopy && EqualsIgnoringCase(token.text, "BINARY")) return;
    if (before.mark == '{' && EqualsIgnoringCase(token.text, "OJ")) return;
    if (!my_sql_ && statement_ == Keyword::kAlter && keyword == Keyword::kAll) {
      expect_ = Expect::kNothing;  // ALTER TABLE ALL IN TABLESPACE
      return;
    }
    if (event_ && keyword == Keyword::kRoutine) {  // CREATE EVENT TRIGGER
      event_ = false;
      return Add(token.text);
    }
    if (object_ == Keyword::kUser && keyword == Keyword::kMapping) {
      expect_ = Expect::kNothing;
      return Add(token.text);
    }
    if (keyword == Keyword::kValues && before.mark == '(') {
      frame().in_targets = false;
      expect_ = Expect::kNothing;
      return;
    }
  }
  const bool temporary = into_ && (EqualsIgnoringCase(token.text, "TEMP") ||
                                   EqualsIgnoringCase(token.text, "TEMPORARY") ||
                                   EqualsIgnoringCase(token.text, "UNLOGGED"));
  const bool soft = keyword == Keyword::kLateral || keyword == Keyword::kRows ||
                    (keyword == Keyword::kOnly && !my_sql_) || temporary;
  expect_ = Expect::kNothing;
  target_.Begin(token.text, soft && token.kind == TokenKind::kWord);
}

bool Summarizer::SkipsBeforeTarget(Keyword keyword, const Preceding& before) const noexcept {
  const bool defines = object_ != Keyword::kNone;
  switch (keyword) {
    case Keyword::kIf:
    case Keyword::kNot:
    case Keyword::kExists:
    case Keyword::kConcurrently:
    case Keyword::kAuthorization:
      return defines;
    case Keyword::kOn:
      return defines && object_ == Keyword::kIndex && statement_ == Keyword::kCreate;
    case Keyword::kOnly:
      return defines;
    case Keyword::kIgnore:
    case Keyword::kPriority:
      return IsVerb(before.keyword) || before.keyword == Keyword::kIgnore ||
             before.keyword == Keyword::kPriority;
    case Keyword::kInto:
      return true;
    case Keyword::kTable:  // `INTO TABLE t`; elsewhere TABLE may be a name
      return before.keyword == Keyword::kInto || into_ ||
             (statement_ == Keyword::kInsert && before.keyword == Keyword::kNone &&
              before.mark == '\0');
    default:
      return false;
  }
}

void Summarizer::OnLeadToTarget(Keyword keyword, const Preceding& before) {
  if (depth_ >= frames_.size()) return;
  Frame& here = frame();
  if (here.hint) return;
  const Keyword verb = here.verb;
  switch (keyword) {
    case Keyword::kFrom:
      if (verb != Keyword::kSelect && verb != Keyword::kDelete && verb != Keyword::kUpdate) return;
      if (before.keyword == Keyword::kDistinct) return;  // IS DISTINCT FROM
      break;
    case Keyword::kJoin:
      if (!here.in_targets) return;
      here.joins = true;
      expect_ = Expect::kTarget;
      return;
    case Keyword::kUsing:
      if (here.joins || here.used_using) {
        here.joins = false;
        return;
      }
      if (verb != Keyword::kDelete && verb != Keyword::kMerge) return;
      here.used_using = true;
      break;
    case Keyword::kInto:
      if (verb == Keyword::kSelect) {
        if (my_sql_) {  // variables or a file
          here.in_targets = false;
          return;
        }
        into_ = true;
        expect_ = Expect::kTarget;
        return;
      }
      if (verb == Keyword::kLoad && before.keyword != Keyword::kIndex) expect_ = Expect::kTarget;
      return;
    default:
      return;
  }
  here.in_targets = true;
  expect_ = Expect::kTarget;
}

void Summarizer::TakeTarget() {
  into_ = false;
  const bool body = object_ == Keyword::kRoutine || object_ == Keyword::kRule;
  if (body && (statement_ == Keyword::kCreate || statement_ == Keyword::kAlter)) {
    body_.Begin(object_name_);
  }
  if (!target_.simple() || target_.wants_part()) {
    Add(target_.Text());
  } else if (changes_ || !(IsCte(target_.first()) || IsDual(target_.first()))) {
    Add(target_.first());
  }
  if (statement_ == Keyword::kCall && ++procedures_ == 1) procedure_ = target_.Text();
  changes_ = false;
  target_.Clear();
}

/// Tells whether a target is MySQL's DUAL, which stands for no table. It is a reserved word: a
/// table of that name is quoted.
bool Summarizer::IsDual(std::string_view name) const noexcept {
  return my_sql_ && name.size() == 4 && EqualsIgnoringCase(name, "DUAL");
}

bool Summarizer::IsCte(std::string_view name) const noexcept {
  return std::any_of(ctes_.begin(), ctes_.end(), [name](const Cte& cte) {
    return cte.visible && EqualsIgnoringCase(WithoutQuotes(cte.name), WithoutQuotes(name));
  });
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
