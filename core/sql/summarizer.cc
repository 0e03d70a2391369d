#include "core/sql/summarizer.h"

#include <algorithm>
#include <utility>

namespace dbspan::sql_text {
namespace {

bool IsVerb(Keyword keyword) noexcept {
  return keyword >= Keyword::kSelect && keyword <= Keyword::kOtherVerb;
}

bool ChangesRows(Keyword keyword) noexcept {
  return keyword == Keyword::kInsert || keyword == Keyword::kUpdate ||
         keyword == Keyword::kDelete || keyword == Keyword::kReplace || keyword == Keyword::kMerge;
}

bool IsObject(Keyword keyword) noexcept {
  switch (keyword) {
    case Keyword::kTable:
    case Keyword::kTables:
    case Keyword::kObject:
    case Keyword::kIndex:
    case Keyword::kRoutine:
    case Keyword::kRule:
    case Keyword::kUser:
    case Keyword::kRole:
    case Keyword::kGroup:
      return true;
    default:
      return false;
  }
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

std::string_view WithoutQuotes(std::string_view name) noexcept {
  const bool quoted = name.size() > 2 && (name.front() == '"' || name.front() == '`');
  return quoted ? name.substr(1, name.size() - 2) : name;
}

// Words that may stand between a definition's verb and the kind of object: OR REPLACE, TEMPORARY,
// UNIQUE, ALGORITHM = MERGE DEFINER = a@b SQL SECURITY INVOKER …
constexpr std::size_t kWordsBeforeObject = 12;
constexpr std::size_t kMostCtes = 64;

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
      if (quiet_) FinishBlock(Keyword::kNone, {});
      if (!quiet_ || (blocks_ == 0 && depth_ == 0)) FinishStatement();
      break;
    case '=':
      if (expect_ == Expect::kOptions) expect_ = Expect::kOption;
      break;
    case '@':  // a variable, or the host of a user
      if (expect_ == Expect::kTarget) expect_ = Expect::kNothing;
      break;
    default:
      break;
  }
}

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
  // `FROM (a JOIN b)`: what is in the parentheses is a list of targets, unless a verb says
  // otherwise.
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
    here.in_targets = true;  // that FOR belongs to a table
  }
}

void Summarizer::OnKeyword(const Token& token, Keyword keyword, const Preceding& before,
                           char next) {
  if (quiet_) return OnQuiet(token, keyword);
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

// WITH is told from the other uses of the word by what follows: a name, and AS with parentheses.
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

// A body is over with the END of its outermost block; END IF and the like end no block.
void Summarizer::OnQuiet(const Token& token, Keyword keyword) {
  const bool ends_case = ends_block_ && keyword == Keyword::kCase;
  FinishBlock(keyword, token.text);
  if (token.kind != TokenKind::kWord) return;
  if (keyword == Keyword::kBegin || (keyword == Keyword::kCase && !ends_case)) ++blocks_;
  ends_block_ = keyword == Keyword::kEnd;
}

void Summarizer::FinishBlock(Keyword keyword, std::string_view word) noexcept {
  if (!std::exchange(ends_block_, false)) return;
  const bool other = keyword == Keyword::kIf || keyword == Keyword::kFor ||
                     EqualsIgnoringCase(word, "LOOP") || EqualsIgnoringCase(word, "WHILE") ||
                     EqualsIgnoringCase(word, "REPEAT");
  if (!other && blocks_ != 0) --blocks_;
}

bool Summarizer::MayExplain() const noexcept {
  return expect_ == Expect::kOptions && depth_ == 0 &&
         (statement_ == Keyword::kExplain || statement_ == Keyword::kDescribe ||
          statement_ == Keyword::kAnalyze);
}

// Elsewhere these words are parts of clauses: FOR UPDATE, ON DELETE CASCADE, DO UPDATE, REPLACE(…).
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

// CREATE [OR REPLACE] [TEMPORARY] TABLE [IF NOT EXISTS] name; TRUNCATE and LOCK may leave out
// TABLE.
void Summarizer::OnDefinition(const Token& token, Keyword keyword) {
  if (keyword == Keyword::kMaterialized) return Add(token.text);
  if (my_sql_ && EqualsIgnoringCase(token.text, "AGGREGATE")) return;  // a kind of function
  const bool several = statement_ == Keyword::kDrop || statement_ == Keyword::kTruncate ||
                       statement_ == Keyword::kLock || statement_ == Keyword::kRename;
  if (IsObject(keyword)) {
    Add(token.text);
    expect_ = Expect::kTarget;
    object_ = keyword;
    event_ = EqualsIgnoringCase(token.text, "EVENT");
    frame().in_targets = several;
    return;
  }
  const bool instance = (statement_ == Keyword::kAlter || statement_ == Keyword::kLock) &&
                        my_sql_ && EqualsIgnoringCase(token.text, "INSTANCE");
  if (instance) {
    expect_ = Expect::kNothing;
    return;
  }
  if (statement_ == Keyword::kTruncate || statement_ == Keyword::kLock) {
    frame().in_targets = true;
    if (keyword == Keyword::kOnly) return;
    expect_ = Expect::kNothing;
    target_.Begin(token.text, false);
    return;
  }
  const bool none = keyword == Keyword::kNoObject || keyword == Keyword::kDefault;
  if (none || --words_to_object_ == 0) expect_ = Expect::kNothing;
}

// EXPLAIN ANALYZE VERBOSE, EXPLAIN FORMAT = JSON, VACUUM (FULL) FREEZE, REINDEX TABLE CONCURRENTLY
// …
void Summarizer::OnOption(const Token& token, Keyword keyword) {
  if (depth_ != 0) return;
  if (expect_ == Expect::kOption) {
    expect_ = Expect::kOptions;
    return;
  }
  const Keyword verb = frame().verb;
  const bool explains = verb == Keyword::kExplain || verb == Keyword::kDescribe;
  if (keyword == Keyword::kInto && explains) {  // MySQL's INTO @variable
    expect_ = Expect::kOption;
    return;
  }
  if (keyword == Keyword::kVerbose || keyword == Keyword::kAnalyze || keyword == Keyword::kFormat ||
      keyword == Keyword::kConcurrently) {
    return;
  }
  if (keyword == Keyword::kFor && explains) {  // FOR CONNECTION 5
    expect_ = Expect::kNothing;
    return;
  }
  if (!explains &&
      (keyword == Keyword::kMaterialized || keyword == Keyword::kNoObject ||
       (IsObject(keyword) && keyword != Keyword::kUser && object_ == Keyword::kNone))) {
    if (keyword != Keyword::kMaterialized) object_ = keyword;
    return Add(token.text);
  }
  if (!explains && (EqualsIgnoringCase(token.text, "LOCAL") ||
                    EqualsIgnoringCase(token.text, "NO_WRITE_TO_BINLOG"))) {
    return;
  }
  frame().in_targets = !explains;
  expect_ = Expect::kNothing;
  target_.Begin(token.text, statement_ == Keyword::kCluster);
}

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
    case Keyword::kTable:  // `INTO TABLE t`; anywhere else it may be a name
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

void Summarizer::FinishTarget() {
  if (target_.empty()) return;
  into_ = false;
  const bool body = object_ == Keyword::kRoutine || object_ == Keyword::kRule;
  quiet_ = body && (statement_ == Keyword::kCreate || statement_ == Keyword::kAlter);
  if (!target_.simple() || target_.wants_part()) {
    Add(target_.Text());
  } else if (changes_ || !IsCte(target_.first())) {
    Add(target_.first());
  }
  if (statement_ == Keyword::kCall && ++procedures_ == 1) procedure_ = target_.Text();
  changes_ = false;
  target_.Clear();
}

void Summarizer::FinishStatement() {
  at_start_ = true;
  separate_ = true;
  privileges_ = false;
  event_ = false;
  into_ = false;
  quiet_ = false;
  ends_block_ = false;
  blocks_ = 0;
  statement_ = Keyword::kNone;
  object_ = Keyword::kNone;
  expect_ = Expect::kNothing;
  depth_ = 0;
  frames_[0] = {};
  ctes_.clear();
}

bool Summarizer::IsCte(std::string_view name) const noexcept {
  return std::any_of(ctes_.begin(), ctes_.end(), [name](const Cte& cte) {
    return cte.visible && EqualsIgnoringCase(WithoutQuotes(cte.name), WithoutQuotes(name));
  });
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
