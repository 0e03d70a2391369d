#include "core/sql/summarizer.h"

#include <utility>

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool EndsTargets(Keyword keyword) noexcept {
  switch (keyword) {
    case Keyword::kWhere:
    case Keyword::kGroup:
    case Keyword::kOrder:
    case Keyword::kHaving:
    case Keyword::kLimit:
    case Keyword::kUnion:
    case Keyword::kExcept:
    case Keyword::kIntersect:
    case Keyword::kReturning:
    case Keyword::kWindow:
    case Keyword::kFor:
    case Keyword::kSet:
    case Keyword::kValues:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Summarizer::OnToken(const Token& token, Keyword keyword, const Preceding& before, char next) {
  switch (token.kind) {
    case TokenKind::kSpace:
      return OnBlank(next);
    case TokenKind::kComment:
      return;
    case TokenKind::kWord:
    case TokenKind::kQuotedName:
      return OnName(token, keyword, before, next);
    case TokenKind::kPunctuation:
      if (token.text.front() == '.' && !target_.empty()) return target_.Extend(token.text);
      return OnMark(token.text.front());
    default:
      body_.OnLiteral();
      FinishTarget();
      if (expect_ == Expect::kTarget || expect_ == Expect::kOption) expect_ = Expect::kNothing;
      if (frame().with != With::kBehindBody) frame().with = With::kNone;
  }
}

void Summarizer::OnName(const Token& token, Keyword keyword, const Preceding& before, char next) {
  if (target_.wants_part()) return target_.Extend(token.text);
  if (target_.soft() && statement_ == Keyword::kCluster) {
    if (keyword == Keyword::kOn) {  // CLUSTER index ON table
      target_.Clear();
      expect_ = Expect::kTarget;
      return;
    }
  } else if (target_.soft()) {
    const bool rows = before.keyword == Keyword::kRows;
    if (rows == (keyword == Keyword::kFrom)) {  // `ROWS FROM (f(), g())`, `ONLY t`
      target_.Clear();
      expect_ = Expect::kTarget;
      if (rows) return;
    }
  }
  FinishTarget();
  OnKeyword(token, keyword, before, next);
}

void Summarizer::OnMark(char mark) {
  if (mark == '(' && target_.soft()) {
    target_.Clear();
    expect_ = Expect::kTarget;
  }
  if (mark == '(' && object_ == Keyword::kUser) target_.Clear();  // ALTER USER USER()
  FinishTarget();
  body_.OnMark(mark);
  if (mark == '(') return Open();
  With& with = frame().with;
  if (with != With::kNone && with != With::kBehindBody && mark != ')') with = With::kNone;
  switch (mark) {
    case ')':
      Close();
      break;
    case ',':
      if (with == With::kBehindBody) {
        with = With::kName;
      } else if (frame().in_targets && depth_ < frames_.size()) {
        expect_ = Expect::kTarget;
      }
      break;
    case ';':
      if (!body_.inside() || body_.EndsAtSemicolon(depth_)) FinishStatement();
      break;
    case '=':
      if (expect_ == Expect::kOptions) expect_ = Expect::kOption;
      break;
    case '@':  // a variable, or the host of a user
      if (expect_ == Expect::kTarget) expect_ = Expect::kNothing;
      break;
    case '?':  // a placeholder, or what the sanitizer put in the place of a literal
      if (expect_ == Expect::kTarget || expect_ == Expect::kOption) expect_ = Expect::kNothing;
      break;
    default:
      break;
  }
}

void Summarizer::OnPlainKeyword(Keyword keyword, const Preceding& before) noexcept {
  if (depth_ >= frames_.size() || before.mark == '.') return;
  Frame& here = frame();
  if (keyword == Keyword::kGrant || keyword == Keyword::kRevoke) privileges_ = true;
  if (keyword == Keyword::kFor && before.keyword == Keyword::kIndex) here.hint = true;
  if (here.hint) return;
  if (keyword == Keyword::kOn) here.joins = false;
  if (EndsTargets(keyword)) here.in_targets = false;
  const bool queries = here.verb == Keyword::kSelect || here.verb == Keyword::kDelete;
  if (keyword == Keyword::kSystemTime && before.keyword == Keyword::kFor && my_sql_ && queries) {
    here.in_targets = true;  // this FOR belongs to a table
  }
}

void Summarizer::OnKeyword(const Token& token, Keyword keyword, const Preceding& before,
                           char next) {
  if (body_.inside()) return body_.OnWord(token, keyword, depth_);
  if (before.mark == '.' && expect_ != Expect::kTarget) return;
  if (FollowWith(token, keyword, before)) return;
  if (expect_ == Expect::kSecondWord) {
    Add(token.text);
    expect_ = Expect::kNothing;
    return;
  }
  if (expect_ == Expect::kObject) return OnDefinition(token, keyword);
  if (OnVerb(token, keyword, before, next)) return;
  if (expect_ == Expect::kOptions || expect_ == Expect::kOption) return OnOption(token, keyword);
  if (expect_ == Expect::kTarget) return OnTarget(token, keyword, before);
  OnPlainKeyword(keyword, before);
  OnLeadToTarget(keyword, before);
}

void Summarizer::FinishStatement() {
  at_start_ = true;
  separate_ = true;
  privileges_ = false;
  event_ = false;
  into_ = false;
  body_.Leave();
  statement_ = Keyword::kNone;
  object_ = Keyword::kNone;
  expect_ = Expect::kNothing;
  depth_ = 0;
  frames_[0] = {};
  ctes_.clear();
}

void Summarizer::Add(std::string_view word) {
  if (full_ || summary_.size() + word.size() + 1 > kLimit) {
    full_ = true;
    return;
  }
  if (!summary_.empty()) summary_ += ' ';
  summary_ += word;
}

std::string Summarizer::TakeSummary() {
  FinishTarget();
  return std::move(summary_);
}

std::string Summarizer::TakeProcedure() {
  return procedures_ == 1 ? std::move(procedure_) : std::string{};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
