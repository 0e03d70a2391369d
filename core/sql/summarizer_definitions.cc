// Words between a verb and its target: kinds of objects, and options.
#include "core/sql/summarizer.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

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

}  // namespace

// Reads up to the kind of object: CREATE [OR REPLACE] [TEMPORARY] TABLE [IF NOT EXISTS] name.
// TRUNCATE and LOCK may omit TABLE.
void Summarizer::OnDefinition(const Token& token, Keyword keyword) {
  if (keyword == Keyword::kMaterialized) return Add(token.text);
  if (my_sql_ && EqualsIgnoringCase(token.text, "AGGREGATE")) return;  // a kind of function
  const bool several = statement_ == Keyword::kDrop || statement_ == Keyword::kTruncate ||
                       statement_ == Keyword::kLock || statement_ == Keyword::kRename;
  if (IsObject(keyword)) {
    Add(token.text);
    expect_ = Expect::kTarget;
    object_ = keyword;
    object_name_ = token.text;
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

// Reads options: EXPLAIN ANALYZE VERBOSE, EXPLAIN FORMAT = JSON, VACUUM (FULL) FREEZE, REINDEX
// TABLE CONCURRENTLY …
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
