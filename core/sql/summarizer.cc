#include "core/sql/summarizer.h"

#include <algorithm>
#include <utility>

namespace dbspan::sql_text {
namespace {

bool IsVerb(Keyword keyword) noexcept {
  return keyword >= Keyword::kSelect && keyword <= Keyword::kChange;
}

bool StartsDefinition(Keyword keyword) noexcept {
  return keyword == Keyword::kCreate || keyword == Keyword::kAlter || keyword == Keyword::kDrop ||
         keyword == Keyword::kTruncate || keyword == Keyword::kLock || keyword == Keyword::kRename;
}

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

// A word that may stand between a definition's verb and the kind of object: OR REPLACE, TEMPORARY,
// UNIQUE …
constexpr std::size_t kWordsBeforeObject = 8;
constexpr std::size_t kMostCtes = 64;

}  // namespace

void Summarizer::OnToken(const Token& token, Keyword keyword, char next) {
  switch (token.kind) {
    case TokenKind::kSpace:
    case TokenKind::kComment:
      return OnBlank();
    case TokenKind::kWord:
    case TokenKind::kQuotedName:
      return OnName(token, keyword, next);
    case TokenKind::kPunctuation:
      return OnMark(token.text.front());
    default:
      FinishTarget();
      if (expect_ == Expect::kTarget) expect_ = Expect::kNothing;
      previous_ = Keyword::kNone;
      previous_mark_ = '?';
  }
}

void Summarizer::OnName(const Token& token, Keyword keyword, char next) {
  const bool continues = target_wants_part_ && token.text.data() == target_.data() + target_.size();
  if (continues) {
    target_ = {target_.data(), target_.size() + token.text.size()};
    target_wants_part_ = false;
  } else {
    FinishTarget();
    OnKeyword(token, keyword, next);
  }
  previous_ = keyword;
  previous_mark_ = '\0';
}

void Summarizer::OnMark(char mark) {
  const bool continues = mark == '.' && !target_.empty();
  if (continues) {
    target_ = {target_.data(), target_.size() + 1};
    target_wants_part_ = true;
    return;
  }
  FinishTarget();
  switch (mark) {
    case '(':
      ++depth_;
      if (depth_ < frames_.size()) {
        // `FROM (a JOIN b)`: what is in the parentheses is a list of targets, unless a verb says
        // otherwise.
        const bool targets = expect_ == Expect::kTarget && frames_[depth_ - 1].in_targets;
        frames_[depth_] = {targets ? frames_[depth_ - 1].verb : Keyword::kNone, targets};
        if (!targets) expect_ = Expect::kNothing;
      }
      break;
    case ')':
      if (depth_ > 0) --depth_;
      if (expect_ == Expect::kTarget) expect_ = Expect::kNothing;
      break;
    case ',':
      if (in_ctes_ && depth_ == cte_depth_) {
        expect_ = Expect::kCteName;
      } else if (depth_ < frames_.size() && frame().in_targets) {
        expect_ = Expect::kTarget;
      }
      break;
    case ';':
      FinishStatement();
      break;
    default:
      break;
  }
  previous_ = Keyword::kNone;
  previous_mark_ = mark;
}

void Summarizer::OnPlainKeyword(Keyword keyword) noexcept {
  if (depth_ < frames_.size() && EndsTargets(keyword)) frame().in_targets = false;
}

void Summarizer::OnKeyword(const Token& token, Keyword keyword, char next) {
  if (expect_ == Expect::kCteName) {
    if (keyword == Keyword::kRecursive) return;
    if (ctes_.size() < kMostCtes) ctes_.push_back(token.text);
    expect_ = Expect::kNothing;
    return;
  }
  if (expect_ == Expect::kObject) return OnDefinition(token, keyword);
  if (OnVerb(token, keyword, next)) return;
  if (expect_ == Expect::kTarget) {
    if (SkipsBeforeTarget(keyword)) return;
    expect_ = Expect::kNothing;
    if (keyword == Keyword::kValues) return;
    target_ = token.text;
    return;
  }
  if (depth_ >= frames_.size()) return;
  Frame& here = frame();
  if (EndsTargets(keyword)) {
    here.in_targets = false;
    return;
  }
  const bool reads = here.verb == Keyword::kSelect || here.verb == Keyword::kDelete ||
                     here.verb == Keyword::kUpdate;
  const bool from = keyword == Keyword::kFrom && reads && previous_ != Keyword::kDistinct;
  const bool join = keyword == Keyword::kJoin && here.in_targets;
  const bool into =
      keyword == Keyword::kInto && (here.verb == Keyword::kInsert ||
                                    here.verb == Keyword::kReplace || here.verb == Keyword::kMerge);
  const bool usings =
      keyword == Keyword::kUsing && (here.verb == Keyword::kDelete || here.verb == Keyword::kMerge);
  if (from || join || into || usings) {
    expect_ = Expect::kTarget;
    here.in_targets = from || join || (usings && here.verb == Keyword::kDelete);
  }
}

bool Summarizer::StartsStatement(Keyword keyword, char next) const noexcept {
  if (at_start_) return true;
  if (keyword == Keyword::kSelect) {
    return statement_ != Keyword::kGrant && statement_ != Keyword::kRevoke;
  }
  const bool changes = keyword == Keyword::kInsert || keyword == Keyword::kUpdate ||
                       keyword == Keyword::kDelete || keyword == Keyword::kReplace ||
                       keyword == Keyword::kMerge;
  if (!changes || next == '(') return false;
  // Elsewhere these words are parts of clauses: FOR UPDATE, ON DELETE CASCADE, DO UPDATE,
  // REPLACE(…).
  return previous_mark_ == '(' || (in_ctes_ && previous_mark_ == ')' && depth_ == cte_depth_) ||
         previous_ == Keyword::kExplain || previous_ == Keyword::kAnalyze ||
         (statement_ == Keyword::kExplain && previous_mark_ == ')') ||
         (statement_ == Keyword::kPrepare && previous_ == Keyword::kAs);
}

bool Summarizer::OnVerb(const Token& token, Keyword keyword, char next) {
  if (token.kind != TokenKind::kWord) {
    at_start_ = false;
    return false;
  }
  if (keyword == Keyword::kWith && (at_start_ || previous_mark_ == '(')) {
    at_start_ = false;
    in_ctes_ = true;
    cte_depth_ = depth_;
    expect_ = Expect::kCteName;
    return true;
  }
  if (!IsVerb(keyword) || !StartsStatement(keyword, next)) {
    if (at_start_) statement_ = Keyword::kNone;
    at_start_ = false;
    return false;
  }
  if (expect_ == Expect::kTarget && keyword != Keyword::kSelect && previous_mark_ != '(')
    return false;
  if (in_ctes_ && depth_ == cte_depth_) in_ctes_ = false;
  StartVerb(token, keyword);
  return true;
}

void Summarizer::StartVerb(const Token& token, Keyword keyword) {
  if (at_start_) {
    if (separate_ && !summary_.empty() && !full_) {
      if (summary_.size() + 1 + 1 + token.text.size() > kLimit) full_ = true;
      if (!full_) summary_ += ';';
    }
    statement_ = keyword;
  }
  at_start_ = false;
  separate_ = false;
  Add(token.text);
  expect_ = Expect::kNothing;
  if (depth_ < frames_.size()) frames_[depth_] = {keyword, false};
  if (StartsDefinition(keyword)) {
    expect_ = Expect::kObject;
    words_to_object_ = kWordsBeforeObject;
    return;
  }
  switch (keyword) {
    case Keyword::kUpdate:
      if (depth_ < frames_.size()) frames_[depth_].in_targets = true;
      expect_ = Expect::kTarget;
      break;
    case Keyword::kInsert:
    case Keyword::kReplace:
    case Keyword::kCall:
    case Keyword::kExecute:
    case Keyword::kCopy:
    case Keyword::kUse:
    case Keyword::kPrepare:
      expect_ = Expect::kTarget;
      break;
    default:
      break;
  }
}

// CREATE [OR REPLACE] [TEMPORARY] TABLE [IF NOT EXISTS] name; TRUNCATE and LOCK may leave out
// TABLE.
void Summarizer::OnDefinition(const Token& token, Keyword keyword) {
  const bool object = keyword == Keyword::kTable || keyword == Keyword::kTables ||
                      keyword == Keyword::kObject || keyword == Keyword::kUser;
  if (object) {
    Add(token.text);
    expect_ = Expect::kTarget;
    if (statement_ == Keyword::kDrop || statement_ == Keyword::kTruncate) frame().in_targets = true;
    return;
  }
  if (statement_ == Keyword::kTruncate || statement_ == Keyword::kLock) {
    expect_ = Expect::kNothing;
    target_ = token.text;
    return;
  }
  if (--words_to_object_ == 0) expect_ = Expect::kNothing;
}

bool Summarizer::SkipsBeforeTarget(Keyword keyword) const noexcept {
  switch (keyword) {
    case Keyword::kOnly:
    case Keyword::kLateral:
    case Keyword::kIf:
    case Keyword::kNot:
    case Keyword::kExists:
    case Keyword::kConcurrently:
    case Keyword::kIgnore:
    case Keyword::kPriority:
    case Keyword::kInto:
      return true;
    case Keyword::kTable:  // `INSERT OVERWRITE TABLE t`; anywhere else it may be a name
      return statement_ == Keyword::kInsert && previous_ != Keyword::kFrom;
    default:
      return false;
  }
}

void Summarizer::FinishTarget() {
  if (target_.empty()) return;
  target_wants_part_ = false;
  const std::string_view target = std::exchange(target_, {});
  if (IsCte(target)) return;
  Add(target);
  if (statement_ == Keyword::kCall && ++procedures_ == 1) procedure_ = target;
}

void Summarizer::FinishStatement() {
  at_start_ = true;
  separate_ = true;
  statement_ = Keyword::kNone;
  expect_ = Expect::kNothing;
  in_ctes_ = false;
  depth_ = 0;
  frames_[0] = {};
  ctes_.clear();
}

bool Summarizer::IsCte(std::string_view name) const noexcept {
  return std::any_of(ctes_.begin(), ctes_.end(),
                     [name](std::string_view cte) { return EqualsIgnoringCase(cte, name); });
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

}  // namespace dbspan::sql_text
