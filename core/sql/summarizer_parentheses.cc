// Parentheses, some of which enclose common table expressions.
#include "core/sql/summarizer.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::size_t kMostCtes = 64;

}  // namespace

void Summarizer::Open() {
  Frame& outer = frame();
  outer.hint = false;
  ++depth_;
  if (depth_ >= frames_.size()) return;
  Frame& inner = frames_[depth_];
  inner = {};
  if (outer.with == With::kAs) {
    outer.with = With::kBody;
    inner.cte_body = true;
    if (ctes_.size() < kMostCtes) ctes_.push_back({cte_name_, depth_ - 1, outer.recursive});
    return;
  }
  if (outer.with == With::kName) outer.with = With::kNone;
  // `FROM (a JOIN b)`: the parentheses contain a list of targets, unless a verb follows.
  if (expect_ == Expect::kTarget && outer.in_targets) {
    inner.verb = outer.verb;
    inner.in_targets = true;
  } else if (expect_ == Expect::kTarget || (expect_ == Expect::kObject && !my_sql_)) {
    expect_ = Expect::kNothing;
  }
}

void Summarizer::Close() {
  while (!ctes_.empty() && ctes_.back().depth == depth_) ctes_.pop_back();
  const bool cte_body = depth_ < frames_.size() && frames_[depth_].cte_body;
  if (depth_ > 0) --depth_;
  if (expect_ == Expect::kTarget) expect_ = Expect::kNothing;
  if (!cte_body || depth_ >= frames_.size() || frames_[depth_].with != With::kBody) return;
  frames_[depth_].with = With::kBehindBody;
  if (!ctes_.empty()) ctes_.back().visible = true;
}

// WITH is distinguished from other uses of the word by the tokens that follow: a name, and AS with
// parentheses.
bool Summarizer::FollowWith(const Token& token, Keyword keyword, const Preceding& before) {
  if (depth_ >= frames_.size()) return false;
  Frame& here = frame();
  switch (here.with) {
    case With::kName:
      if (keyword == Keyword::kRecursive && before.keyword == Keyword::kWith) {
        here.recursive = true;
        return true;
      }
      cte_name_ = token.text;
      here.with = With::kNamed;
      return true;
    case With::kNamed:
      here.with = keyword == Keyword::kAs ? With::kAs : With::kNone;
      if (here.with == With::kAs) return true;
      break;
    case With::kAs:
      if (keyword == Keyword::kNot || keyword == Keyword::kMaterialized) return true;
      here.with = With::kNone;
      break;
    default:
      break;
  }
  if (keyword != Keyword::kWith || here.with == With::kBehindBody) return false;
  if (expect_ == Expect::kTarget && before.mark != '(') return false;
  at_start_ = at_start_ && depth_ == 0 && statement_ == Keyword::kNone;
  here.with = With::kName;
  here.recursive = false;
  if (expect_ == Expect::kTarget) {  // `FROM (WITH …`
    here.in_targets = false;
    expect_ = Expect::kNothing;
  }
  return true;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
