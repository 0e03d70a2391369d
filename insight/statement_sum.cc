#include "insight/statement_sum.h"

#include <algorithm>

#include "insight/key_pattern.h"
#include "insight/repetition.h"
#include "insight/verb.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Returns whether the executions handle more than one row on average, as far as that is known.
bool HandlesSeveralRows(const StatementSum& sum) {
  const std::int64_t rows = ReadsRows(sum.verb) ? sum.rows : sum.affected;
  return rows < 0 ||
         rows + static_cast<std::int64_t>(sum.failed) > static_cast<std::int64_t>(sum.count);
}

// Returns whether a statement takes a lock or a job.
bool TakesTurns(const StatementSum& sum) {
  if (IsKeyValueStore(sum.system)) return TakesLock(sum.system, sum.verb) || TakesJob(sum.verb);
  return RepetitionOf(sum.verb, sum.label, sum.text) == Repetition::kTurn;
}

// Returns whether locks in Redis are given up, too. A key that stays until it expires is no lock:
// it marks a message as seen.
bool AreReleased(const StatementSum& locks, const std::vector<StatementSum>& of_parent) {
  return std::any_of(of_parent.begin(), of_parent.end(), [&locks](const StatementSum& other) {
    if (other.system != locks.system) return false;
    return RunsScript(other.verb) ||
           (RemovesKeys(other.verb) && KeyIn(other.label) == KeyIn(locks.label));
  });
}

std::size_t LongestRow(const StatementSum& sum) {
  return std::max(sum.longest_row, sum.count - sum.row_began);
}

}  // namespace

void NoteOverlapOfSeveral(StatementSum& sum, const FinishedOperation& operation) {
  constexpr std::size_t kMost = 64;
  if (sum.ends.empty()) sum.ends.emplace_back(sum.connection, sum.last_end);
  const std::int64_t end = operation.start + operation.duration;
  for (auto& [connection, last_end] : sum.ends) {
    if (connection != operation.connection) continue;
    if (operation.start < last_end && !operation.failed) ++sum.overlapping;
    last_end = std::max(last_end, end);
    return;
  }
  if (!operation.failed) ++sum.overlapping;
  if (sum.ends.size() < kMost) sum.ends.emplace_back(operation.connection, end);
}

bool AsksOneByOne(const StatementSum& sum) {
  if (IsVerb(sum.verb, "PING")) return true;
  if (IsKeyValueStore(sum.system)) {
    const bool waits = IsMeantToRepeat(sum.system, sum.verb);
    return !waits && (TakesLock(sum.system, sum.verb) || TakesJob(sum.verb));
  }
  const Repetition repetition = RepetitionOf(sum.verb, sum.label, sum.text);
  return repetition == Repetition::kCheck || repetition == Repetition::kTurn ||
         repetition == Repetition::kNotice;
}

bool BelongsToTurns(const StatementSum& sum, const std::vector<StatementSum>& of_parent,
                    std::int64_t threshold) {
  if (Reaches(LongestRow(sum), threshold)) return false;
  return std::any_of(of_parent.begin(), of_parent.end(), [&](const StatementSum& other) {
    if (&other == &sum || other.count < sum.count || !TakesTurns(other)) return false;
    return !TakesLock(other.system, other.verb) || AreReleased(other, of_parent);
  });
}

bool RepeatsRightly(const StatementSum& sum) {
  if (IsMeantToRepeat(sum.system, sum.verb) || AsksOneByOne(sum)) return true;
  // An upsert of one row in MySQL affects two.
  constexpr std::int64_t kOfOneRow = 2;
  const bool inserts = IsVerb(sum.verb, "INSERT") || IsVerb(sum.verb, "REPLACE");
  if (inserts && sum.affected > kOfOneRow * static_cast<std::int64_t>(sum.count)) return true;
  switch (RepetitionOf(sum.verb, sum.label, sum.text)) {
    case Repetition::kNextPage:
    case Repetition::kNextBlock:
      return HandlesSeveralRows(sum);
    default:
      return false;
  }
}

bool IsRepeated(const StatementSum& sum, std::int64_t threshold) {
  const std::size_t left_out = sum.failed + sum.overlapping;
  const std::size_t repetitions = sum.count > left_out ? sum.count - left_out : 0;
  if (!Reaches(repetitions, threshold) || sum.paused * 2 > sum.count) return false;
  // The text last, because few statements get that far.
  if (!RepeatsRightly(sum)) return true;
  return AsksOneByOne(sum) && Reaches(std::min(LongestRow(sum), repetitions) / kLongRow, threshold);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
