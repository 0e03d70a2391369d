#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"
#include "insight/repetition.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Kinds of findings, in the order of docs/insight.md.
enum class FindingKind : std::uint8_t {
  kRepeatedStatement,
  kChatty,
  kRedundantStatement,
  kAlwaysMissing,
  kNeverRead,
  kSlowStatement,
  kSlowerThanUsual,
  kUnusedRows,
  kErrorStorm,
  kRetries,
  kConnectionChurn,
  kIdleTransaction,
  kPoolWait,
  kOverBudget,
};
constexpr std::size_t kFindingKinds = 14;

/// Returns the stable id of a kind, such as `repeated-statement`. `dbspan explain` and the log
/// record `dbspan.finding` use it.
std::string_view IdOf(FindingKind kind);
/// Returns the title of a kind, such as `repeated statement`.
std::string_view TitleOf(FindingKind kind);
/// Returns the kind with this id; nullopt if there is none.
std::optional<FindingKind> KindOf(std::string_view id);

/// A problem of a group of operations. Texts are views of the operations' texts. `sentence.h` makes
/// a sentence of it.
struct Finding {
  FindingKind kind = FindingKind::kRepeatedStatement;
  std::uint64_t statement = 0;  ///< 0 if `of_statement` is false.
  bool of_statement = true;
  std::uint64_t parent = 0;
  bool of_parent = true;  ///< If false, the finding is about the whole run.
  std::string_view system;
  std::string_view label;
  std::string_view verb;
  std::string_view text;  ///< Sanitized text of the statement; empty if it is not recorded.
  std::string_view error;
  std::size_t count = 0;      ///< Number of operations.
  std::int64_t busy = 0;      ///< Nanoseconds during which at least one of them ran.
  std::int64_t longest = 0;   ///< Duration of the slowest one, in nanoseconds.
  std::int64_t expected = 0;  ///< The usual duration or the budget, in nanoseconds.
  std::int64_t rows = -1;     ///< Depends on the kind: returned rows, missed lookups or statements.
  bool more_rows = false;     ///< There were more than `rows`, which were not told apart.
  std::size_t limit = 0;      ///< Number of operations that the budget allows.
  std::string where;          ///< Place of the call in the application; empty if unknown.
  bool in_a_row = false;      ///< No other statement ran below the parent in between.
  Repetition repetition = Repetition::kNextValue;  ///< Of a repeated statement.
  std::vector<std::size_t> operations;  ///< Ids by start time. Only `FindAll` returns all of them.
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
