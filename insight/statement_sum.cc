#include "insight/statement_sum.h"

#include <algorithm>

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

bool RepeatsRightly(const StatementSum& sum) {
  if (IsMeantToRepeat(sum.system, sum.verb)) return true;
  // An upsert of one row in MySQL affects two.
  constexpr std::int64_t kOfOneRow = 2;
  const bool inserts = IsVerb(sum.verb, "INSERT") || IsVerb(sum.verb, "REPLACE");
  if (inserts && sum.affected > kOfOneRow * static_cast<std::int64_t>(sum.count)) return true;
  switch (RepetitionOf(sum.verb, sum.label, sum.text)) {
    case Repetition::kByDesign:
      return true;
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
  // The text last, because few statements get that far.
  return Reaches(repetitions, threshold) && sum.paused * 2 <= sum.count && !RepeatsRightly(sum);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
