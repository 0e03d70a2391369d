#pragma once

#include <cstdint>
#include <string_view>

namespace dbspan::sql_text {

/// The words that matter to a summary or to masking. Anything else is kNone.
enum class Keyword : std::uint8_t {
  kNone,
  // verbs
  kSelect, kInsert, kUpdate, kDelete, kReplace, kMerge, kCall, kExecute, kCreate, kAlter, kDrop,
  kTruncate, kCopy, kUse, kLock, kBegin, kCommit, kRollback, kStart, kSavepoint, kRelease, kSet, kShow,
  kExplain, kDescribe, kGrant, kRevoke, kVacuum, kAnalyze, kPrepare, kDeallocate, kDeclare, kFetch,
  kClose, kListen, kUnlisten, kNotify, kDo, kLoad, kKill, kOptimize, kReset, kDiscard, kRefresh,
  kReindex, kUnlock, kRename, kEnd, kAbort, kHandler, kChange,
  kWith, kRecursive, kValues,
  // what leads to a target, or away from it
  kFrom, kJoin, kInto, kUsing, kOnly, kLateral, kWhere, kGroup, kOrder, kHaving, kLimit, kUnion,
  kExcept, kIntersect, kReturning, kWindow, kFor, kOn, kAs, kIn, kIs, kDistinct, kIf, kNot, kExists,
  kConcurrently, kTransaction, kIgnore, kPriority, kStdin,
  // objects of definitions
  kTable, kTables, kObject, kUser,
  // secrets
  kIdentified, kBy, kVia, kPassword,
};

/// Returns what `word` means, whatever its case.
Keyword FindKeyword(std::string_view word) noexcept;

}  // namespace dbspan::sql_text
