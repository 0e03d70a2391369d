#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The words that matter for the summary or for masking. All others are kNone.
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
  kTwoWords,   // XA START …: the second word is part of the verb
  kOtherVerb,  // verbs whose objects are not in the summary
  kWith,
  kRecursive,
  kValues,
  // words before or after a target
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
  kVerbose,  // words that may precede the target of a verb
  // objects of definitions
  kTable,
  kTables,
  kObject,
  kIndex,
  kNoObject,  // kinds whose names are not in the summary: operators, casts …
  kRoutine,   // objects with a body of statements
  kRule,
  kMaterialized,
  kMapping,
  kAuthorization,
  kUser,
  kRole,
  // values, and words before a value
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

/// Tells whether a sign after the word is an operator: true after names and keywords that end a
/// value.
constexpr bool IsOperandWord(Keyword keyword) noexcept {
  return keyword == Keyword::kNone || keyword == Keyword::kNull || keyword == Keyword::kEnd ||
         keyword == Keyword::kBoolean || keyword == Keyword::kValue ||
         keyword == Keyword::kSystemTime;
}

/// Compares two texts, ignoring the case of ASCII letters.
bool EqualsIgnoringCase(std::string_view left, std::string_view right) noexcept;
/// Tells whether a word is one of `words`, ignoring case.
template <std::size_t size>
bool IsOneOf(std::string_view word, const std::string_view (&words)[size]) noexcept {
  // NOLINTNEXTLINE(readability-use-anyofallof): <algorithm> takes longer to compile
  for (const std::string_view each : words) {
    if (EqualsIgnoringCase(word, each)) return true;
  }
  return false;
}

/// The lengths and last letters of all keywords with the same first letter, as bit sets.
struct KeywordForms {
  std::uint32_t lengths = 0;
  std::uint32_t last_letters = 0;
};
/// Indexed by the first letter in any case. They rule out most names without a table lookup.
extern const std::array<KeywordForms, 32> kKeywordForms;

/// FindKeyword() for a word of 2 to 16 bytes that kKeywordForms does not rule out.
Keyword LookUpKeyword(std::string_view word, const char* text_end) noexcept;

/// Returns the keyword for `word` in any case, or kNone. `text_end` is the end of the text that
/// contains it.
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
