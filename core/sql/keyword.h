#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dbspan::sql_text {

/// The words that matter to a summary or to masking. Anything else is kNone.
enum class Keyword : std::uint8_t {
  kNone,
  // verbs
  kSelect,
  kInsert,
  kUpdate,
  kDelete,
  kReplace,
  kMerge,
  kCall,
  kExecute,
  kCreate,
  kAlter,
  kDrop,
  kTruncate,
  kCopy,
  kUse,
  kLock,
  kBegin,
  kCommit,
  kRollback,
  kStart,
  kSavepoint,
  kRelease,
  kSet,
  kShow,
  kExplain,
  kDescribe,
  kGrant,
  kRevoke,
  kVacuum,
  kAnalyze,
  kPrepare,
  kDeallocate,
  kDeclare,
  kFetch,
  kMove,
  kClose,
  kListen,
  kUnlisten,
  kNotify,
  kDo,
  kLoad,
  kKill,
  kOptimize,
  kReset,
  kDiscard,
  kRefresh,
  kReindex,
  kUnlock,
  kRename,
  kEnd,
  kAbort,
  kHandler,
  kChange,
  kCluster,
  kImport,
  kMaintain,   // CHECK, REPAIR, CHECKSUM TABLE
  kTwoWords,   // XA START …: the second word says what it does
  kOtherVerb,  // verbs whose objects are not told
  kWith,
  kRecursive,
  kValues,
  // what leads to a target, or away from it
  kFrom,
  kJoin,
  kInto,
  kUsing,
  kOnly,
  kLateral,
  kWhere,
  kGroup,
  kOrder,
  kHaving,
  kLimit,
  kUnion,
  kExcept,
  kIntersect,
  kReturning,
  kWindow,
  kFor,
  kSystemTime,  // MariaDB: FOR SYSTEM_TIME after a table
  kOn,
  kAs,
  kIn,
  kIs,
  kDistinct,
  kIf,
  kNot,
  kExists,
  kConcurrently,
  kTransaction,
  kIgnore,
  kPriority,
  kStdin,
  kAll,
  kRows,
  kFormat,
  kVerbose,  // what may stand between a verb and its target
  // objects of definitions
  kTable,
  kTables,
  kObject,
  kIndex,
  kNoObject,  // kinds whose names are not told: operators, casts …
  kRoutine,   // what has a body of statements
  kRule,
  kMaterialized,
  kMapping,
  kAuthorization,
  kUser,
  kRole,
  // values, and what leads to one
  kBoolean,
  kNull,
  kDefault,
  kValue,
  kTo,
  kZone,
  kCase,
  kExpression,
  // secrets
  kIdentified,
  kBy,
  kVia,
  kPassword,
};

/// Tells whether the word may begin a statement.
constexpr bool IsVerb(Keyword keyword) noexcept {
  return keyword >= Keyword::kSelect && keyword <= Keyword::kOtherVerb;
}

/// Tells whether a sign after the word is an operator: names, and the keywords that end a value.
constexpr bool IsOperandWord(Keyword keyword) noexcept {
  return keyword == Keyword::kNone || keyword == Keyword::kNull || keyword == Keyword::kEnd ||
         keyword == Keyword::kBoolean || keyword == Keyword::kValue ||
         keyword == Keyword::kSystemTime;
}

/// Compares ASCII letters without their case, and all other bytes as they are.
bool EqualsIgnoringCase(std::string_view left, std::string_view right) noexcept;

/// What keywords with the same first letter have in common: a bit for every length, and one for
/// every last letter.
struct KeywordForms {
  std::uint32_t lengths = 0;
  std::uint32_t last_letters = 0;
};
/// By the first letter, whatever its case. Most names are told from keywords by them.
extern const std::array<KeywordForms, 32> kKeywordForms;

/// Returns what a word of 2 to 16 bytes means.
Keyword LookUpKeyword(std::string_view word, const char* text_end) noexcept;

/// Returns what `word` means, whatever its case. `text_end` is the end of the text that it is in.
inline Keyword FindKeyword(std::string_view word, const char* text_end) noexcept {
  constexpr std::size_t kLengths = 17;
  if (word.empty() || word.size() >= kLengths) return Keyword::kNone;
  const KeywordForms& forms = kKeywordForms[static_cast<unsigned char>(word.front()) & 31U];
  const std::uint32_t may_be =
      forms.lengths >> word.size() &
      forms.last_letters >> (static_cast<unsigned char>(word.back()) & 31U);
  return (may_be & 1U) != 0 ? LookUpKeyword(word, text_end) : Keyword::kNone;
}
inline Keyword FindKeyword(std::string_view word) noexcept {
  return FindKeyword(word, word.data() + word.size());
}

}  // namespace dbspan::sql_text
