#include "insight/parent_tally.h"

#include <algorithm>

#include "insight/repetition.h"
#include "insight/verb.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Returns the time after `last_end`. Exact if operations are added by start time; slightly too
// short if they overlap and are added when they end.
std::int64_t NewTime(const FinishedOperation& operation, std::int64_t& last_end) {
  const std::int64_t end = operation.start + operation.duration;
  const std::int64_t from = std::max(operation.start, last_end);
  last_end = std::max(last_end, end);
  return std::max<std::int64_t>(end - from, 0);
}

void AddKnown(std::int64_t& sum, std::int64_t count) {
  if (count >= 0) sum = std::max<std::int64_t>(sum, 0) + count;
}

}  // namespace

[[gnu::always_inline]] inline void ParentTally::AddTo(StatementSum& sum,
                                                      const FinishedOperation& operation,
                                                      bool paused) {
  if (sum.count > 0 && operation.start < sum.last_end) {
    NoteOverlap(sum, operation);
  } else {
    sum.ends.clear();
    sum.connection = operation.connection;
  }
  if (sum.may_be_retried) ++sum.retried;
  if (paused) ++sum.paused;
  sum.count += operation.times;
  sum.total += operation.duration;
  sum.busy += NewTime(operation, sum.last_end);
  sum.NoteDuration(operation.duration_of_each(), operation.id);
  AddKnown(sum.rows, operation.rows);
  AddKnown(sum.affected, operation.affected);
  sum.may_be_retried = false;
  if (operation.failed) {
    sum.may_be_retried = !IsAboutValues(operation.system, operation.error);
    if (++sum.failed == 1) sum.error = operation.error;
  }
  if (!operation.abandoned) return;
  ++sum.unused;
  sum.unused_rows += std::max<std::int64_t>(operation.rows, 0);
}

ParentTally::Added ParentTally::Add(const FinishedOperation& operation) {
  if (operation.work == Work::kPoolWait) {
    ++pool_waits_;
    pool_wait_time_ += operation.duration;
    longest_pool_wait_ = std::max(longest_pool_wait_, operation.duration);
    return {};
  }
  if (operation.work == Work::kConnect) {
    AddConnect(operation);
    return {};
  }
  const bool first = count_ == 0;
  const bool paused = !first && operation.start - last_end_ >= kPause;
  count_ += operation.times;
  busy_ += NewTime(operation, last_end_);
  const bool other = first || last_statement_ != operation.statement;
  // A loop runs one statement again and again, which then needs no search.
  const std::size_t place = other ? index_.Find(operation.statement) : last_place_;
  last_statement_ = operation.statement;
  last_place_ = place;
  if (place == StatementIndex::kFull) {
    has_others_ = true;
    others_.Add({operation.system, operation.times, operation.duration});
    return {};
  }
  const bool fresh = place == sums_.size();
  if (fresh) {
    constexpr std::size_t kUsual = 8;
    if (sums_.empty()) sums_.reserve(kUsual);
    sums_.emplace_back().Describe(operation);
  } else if (other) {
    NoteInterruption(sums_[place]);
  }
  AddTo(sums_[place], operation, paused);
  if (operation.values != 0 && thresholds_->redundant > 0) {
    AddValues(sums_[place], operation.values);
  }
  return {&sums_[place], fresh};
}

// A pool that opens its connections at once, each with some settings, is no churn.
void ParentTally::AddConnect(const FinishedOperation& operation) {
  std::size_t used = 0;
  for (const StatementSum& sum : sums_) {
    if (!SetsUp(sum.system, sum.verb, sum.text)) used += sum.count;
  }
  if (connects_ == 0 || used > used_at_connect_) ++connects_after_use_;
  used_at_connect_ = used;
  ++connects_;
  connect_time_ += operation.duration;
}

void ParentTally::AddValues(StatementSum& sum, std::uint64_t values) {
  const std::uint64_t key = values ^ (sum.statement * 0x9E3779B97F4A7C15U);
  auto found = values_.find(key);
  if (found == values_.end()) {
    if (values_.size() >= kValues) return;
    found = values_.emplace(key, 0).first;
  }
  sum.redundant = std::max<std::size_t>(sum.redundant, ++found->second);
}

SystemSums ParentTally::systems() const {
  SystemSums systems;
  for (const StatementSum& sum : sums_) systems.Add({sum.system, sum.count, sum.total});
  for (const SystemSum& others : others_) systems.Add(others);
  return systems;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
