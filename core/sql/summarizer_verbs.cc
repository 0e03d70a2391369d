// Words that begin a statement or a query.
#include "core/sql/summarizer.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool ChangesRows(Keyword keyword) noexcept {
  return keyword == Keyword::kInsert || keyword == Keyword::kUpdate ||
         keyword == Keyword::kDelete || keyword == Keyword::kReplace || keyword == Keyword::kMerge;
}

// The largest number of words between a definition's verb and the kind of object: OR REPLACE,
// TEMPORARY, UNIQUE, ALGORITHM = MERGE DEFINER = a@b SQL SECURITY INVOKER …
constexpr std::size_t kWordsBeforeObject = 12;

}  // namespace

bool Summarizer::MayExplain() const noexcept {
  return expect_ == Expect::kOptions && depth_ == 0 &&
         (statement_ == Keyword::kExplain || statement_ == Keyword::kDescribe ||
          statement_ == Keyword::kAnalyze);
}

// Tells whether a verb begins a query here. In other places these words are parts of clauses: FOR
// UPDATE, ON DELETE CASCADE, DO UPDATE, REPLACE(…).
bool Summarizer::BeginsQuery(Keyword keyword, const Preceding& before, char next) const noexcept {
  if (at_start_) return true;
  if (privileges_ || statement_ == Keyword::kGrant || statement_ == Keyword::kRevoke) return false;
  const bool defines = statement_ == Keyword::kCreate || statement_ == Keyword::kAlter;
  if (keyword == Keyword::kSelect) return !defines || before.keyword != Keyword::kFor;
  const Frame& here = frame();
  const bool prepared = statement_ == Keyword::kPrepare && before.keyword == Keyword::kAs;
  const bool whole = here.with == With::kBehindBody || MayExplain() || prepared;
  if (keyword == Keyword::kValues) return whole && depth_ == 0 && here.verb != Keyword::kInsert;
  if (keyword == Keyword::kTable) {
    const bool inserts =
        (here.verb == Keyword::kInsert || here.verb == Keyword::kReplace) &&
        expect_ == Expect::kNothing &&
        (before.mark == ')' || (before.mark == '\0' && before.keyword == Keyword::kNone));
    return next != '(' &&
           ((whole && statement_ != Keyword::kAnalyze) || inserts || before.mark == '(' ||
            before.keyword == Keyword::kUnion || before.keyword == Keyword::kExcept ||
            before.keyword == Keyword::kIntersect || before.keyword == Keyword::kAll ||
            before.keyword == Keyword::kAs ||
            (before.keyword == Keyword::kFor && statement_ == Keyword::kDeclare));
  }
  if (MayExplain() && (keyword == Keyword::kExecute || keyword == Keyword::kCreate ||
                       keyword == Keyword::kDeclare || keyword == Keyword::kRefresh)) {
    return true;
  }
  if (!ChangesRows(keyword) || next == '(') return false;
  return whole || (before.mark == '(' && (here.cte_body || statement_ == Keyword::kCopy));
}

bool Summarizer::OnVerb(const Token& token, Keyword keyword, const Preceding& before, char next) {
  const bool verb = token.kind == TokenKind::kWord &&
                    (IsVerb(keyword) || keyword == Keyword::kTable || keyword == Keyword::kValues);
  if (!verb || !BeginsQuery(keyword, before, next)) {
    if (at_start_) statement_ = Keyword::kNone;
    at_start_ = false;
    return false;
  }
  if (expect_ == Expect::kTarget && keyword != Keyword::kSelect && before.mark != '(') return false;
  frame().with = With::kNone;
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
  changes_ =
      keyword == Keyword::kInsert || keyword == Keyword::kUpdate || keyword == Keyword::kMerge;
  const bool cte_body = frame().cte_body;
  if (depth_ < frames_.size()) {
    frames_[depth_] = {};
    frames_[depth_].verb = keyword;
    frames_[depth_].cte_body = cte_body;
  }
  switch (keyword) {
    case Keyword::kCreate:
    case Keyword::kAlter:
    case Keyword::kDrop:
    case Keyword::kTruncate:
    case Keyword::kLock:
    case Keyword::kRename:
      expect_ = Expect::kObject;
      words_to_object_ = kWordsBeforeObject;
      break;
    case Keyword::kExplain:
    case Keyword::kDescribe:
    case Keyword::kVacuum:
    case Keyword::kAnalyze:
    case Keyword::kCluster:
    case Keyword::kReindex:
    case Keyword::kRefresh:
    case Keyword::kOptimize:
    case Keyword::kMaintain:
      expect_ = Expect::kOptions;
      break;
    case Keyword::kTwoWords:
      expect_ = Expect::kSecondWord;
      break;
    case Keyword::kUpdate:
      frame().in_targets = depth_ < frames_.size();
      expect_ = Expect::kTarget;
      break;
    case Keyword::kInsert:
    case Keyword::kReplace:
    case Keyword::kMerge:
    case Keyword::kCall:
    case Keyword::kExecute:
    case Keyword::kCopy:
    case Keyword::kUse:
    case Keyword::kPrepare:
    case Keyword::kHandler:
    case Keyword::kTable:
      expect_ = Expect::kTarget;
      break;
    default:
      break;
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
