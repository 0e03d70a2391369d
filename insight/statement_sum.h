#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "dbspan/version.h"
#include "insight/finished_operation.h"
#include "insight/statement_facts.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Calls of one thread with at least this time between them, in nanoseconds, do not belong
/// together.
constexpr std::int64_t kPause = 100'000'000;

/// Sums of one statement below one parent.
struct StatementSum : StatementFacts {
  std::string_view error;  ///< Type of the first failure.
  std::size_t failed = 0;
  /// Successful operations that began while an earlier one was running on their connection, or that
  /// were the first of their connection while one ran elsewhere.
  std::size_t overlapping = 0;
  std::size_t paused = 0;     ///< Operations that began after a pause of the parent.
  std::size_t retried = 0;    ///< Operations sent after the previous one had failed.
  std::size_t redundant = 0;  ///< Largest number of operations with the same values.
  std::size_t unused = 0;     ///< Streamed results that were abandoned after at most one row.
  std::int64_t unused_rows = 0;
  std::int64_t total = 0;  ///< Sum of durations.
  std::int64_t busy = 0;
  std::int64_t last_end = 0;
  std::int64_t rows = kUnknown;      ///< Sum of the returned rows.
  std::int64_t affected = kUnknown;  ///< Sum of the changed rows.
  std::uint64_t connection = 0;      ///< That of the latest operation that did not overlap.
  /// Latest ends by connection, while operations of several connections overlap.
  std::vector<std::pair<std::uint64_t, std::int64_t>> ends;
  std::size_t row_began = 0;    ///< `count` when another statement had last run in between.
  std::size_t longest_row = 0;  ///< Of the rows before that.
  bool in_a_row = true;
  bool may_be_retried = false;  ///< The operation before has failed, and not because of its values.
};

/// Notes that another statement has run since the last operation of this one.
inline void NoteInterruption(StatementSum& sum) {
  sum.longest_row = std::max(sum.longest_row, sum.count - sum.row_began);
  sum.row_began = sum.count;
  sum.in_a_row = false;
}

/// Does the same as `NoteOverlap` for operations of several connections.
void NoteOverlapOfSeveral(StatementSum& sum, const FinishedOperation& operation);

/// Notes an operation that began before another one of its statement had ended, which is not in the
/// sum yet. It is pipelined if that one used the same connection. Otherwise several threads are at
/// work, each with a loop of its own. Throws std::bad_alloc.
inline void NoteOverlap(StatementSum& sum, const FinishedOperation& operation) {
  // Mostly one connection, whose latest end is that of the sum.
  if (sum.ends.empty() && sum.connection == operation.connection) {
    if (!operation.failed) ++sum.overlapping;
  } else {
    NoteOverlapOfSeveral(sum, operation);
  }
}

/// Returns whether a count reaches a threshold; 0 is never reached.
inline bool Reaches(std::size_t count, std::int64_t threshold) {
  return threshold > 0 && count >= static_cast<std::size_t>(threshold);
}

/// Returns whether a statement ran `threshold` times in a loop. Operations that failed or began
/// before the previous one of their connection had ended do not count, nor do statements that
/// repeat by design, that handle several rows at a time, or that mostly ran after a pause. Those
/// that ask one by one (AsksOneByOne) need a row of `kLongRow` times as many.
bool IsRepeated(const StatementSum& sum, std::int64_t threshold);

/// A statement that asks one by one is in a loop without a reason if it runs `kLongRow` times the
/// threshold without another statement in between.
constexpr std::size_t kLongRow = 20;

/// Returns whether a statement checks a connection, or takes one lock or job after another, so that
/// other work comes in between.
bool AsksOneByOne(const StatementSum& sum);

/// Returns whether a statement belongs to the work on one lock or job after another: it ran no more
/// often than a statement of its parent that takes them, and never `threshold` times in a row.
bool BelongsToTurns(const StatementSum& sum, const std::vector<StatementSum>& of_parent,
                    std::int64_t threshold);

/// Returns whether nothing is wrong with repeating a statement: it repeats by design, or handles
/// several rows at a time.
bool RepeatsRightly(const StatementSum& sum);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
