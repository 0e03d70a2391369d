#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan::insight {

/// In the order of docs/insight.md.
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

/// The stable id of a kind, as in `dbspan explain repeated-statement` and the log record
/// `dbspan.finding`.
std::string_view IdOf(FindingKind kind);
/// The same in words: `repeated statement`.
std::string_view TitleOf(FindingKind kind);
/// The kind with this id, or nothing.
std::optional<FindingKind> KindOf(std::string_view id);

/// What is wrong with a group of operations. Numbers and views of the operations' texts;
/// `sentence.h` puts it into words.
struct Finding {
  FindingKind kind = FindingKind::kRepeatedStatement;
  std::uint64_t statement = 0;  ///< 0 where it is about all of a parent, see `of_statement`.
  bool of_statement = true;
  std::uint64_t parent = 0;
  bool of_parent = true;  ///< Else about the whole run.
  std::string_view system;
  std::string_view label;
  std::string_view verb;
  std::string_view error;
  std::size_t count = 0;      ///< Of the operations that it is about.
  std::int64_t busy = 0;      ///< Nanoseconds in which at least one of them ran.
  std::int64_t longest = 0;   ///< The slowest of them.
  std::int64_t expected = 0;  ///< The usual duration, or the budget; nanoseconds.
  std::int64_t rows = -1;     ///< Rows that came, lookups that missed, statements: by kind.
  std::size_t limit = 0;      ///< Operations that a budget allows.
  std::string where;          ///< Where in the application it was called; empty: unknown.
  bool in_a_row = false;      ///< Nothing else ran below the parent in between.
  std::vector<std::size_t> operations;  ///< The callers' ids, by start; `FindAll` has all of them.
};

}  // namespace dbspan::insight
