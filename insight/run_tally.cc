#include "insight/run_tally.h"

#include <algorithm>

#include "insight/repetition.h"
#include "insight/verb.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
std::int64_t CoarseHistogram::Median() const {
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen * 2 >= count_ && seen > 0) return EndOfBucket(i);
  }
  return 0;
}

RunTally::Added RunTally::Add(const FinishedOperation& operation) {
  if (operation.work == Work::kConnect) AddConnect(operation);
  if (operation.work != Work::kStatement) return {};
  if (thresholds_->idle > 0 && operation.connection != 0) AddToTransaction(operation);
  const std::size_t place = index_.Find(operation.statement);
  if (place == StatementIndex::kFull) {
    count_ += operation.times;
    return {};
  }
  const bool fresh = place == sums_.size();
  if (fresh) {
    RunSum& sum = sums_.emplace_back();
    sum.Describe(operation);
    sum.key = operation.key;
    sum.sets_up = SetsUp(sum.system, sum.verb, sum.text);
    sum.waits = IsKeyValueStore(sum.system) && IsMeantToRepeat(sum.system, sum.verb);
  }
  AddTo(sums_[place], MeasuredOf(operation));
  if (operation.misses > 0 && operation.values != 0) NoteMissed(sums_[place], operation.values);
  return {place, fresh ? &sums_[place] : nullptr};
}

void RunTally::AddConnect(const FinishedOperation& operation) {
  const bool same_process = connecting_process_ == operation.process;
  if (connects_ > 0 && same_process && count_ > count_at_connect_) ++connects_after_use_;
  if (connects_ == 0) {
    first_connect_ = operation.id;
    connected_system_ = operation.system;
  }
  ++connects_;
  connect_time_ += operation.duration;
  count_at_connect_ = count_;
  connecting_process_ = operation.process;
}

void RunTally::NoteMissed(RunSum& sum, std::uint64_t values) {
  if (sum.hits > 0) return sum.missed.clear();
  if (sum.missed.count(values) > 0) {
    ++sum.missed_again;
  } else if (sum.missed.size() < kMissed) {
    sum.missed.insert(values);
  }
}

void RunTally::AddTo(RunSum& sum, const Measured& operation) {
  if (!sum.sets_up) count_ += operation.times;
  sum.count += operation.times;
  sum.total += operation.duration;
  if (operation.hits != kUnknown || operation.misses != kUnknown) {
    ++sum.lookups;
    sum.hits += std::max<std::int64_t>(operation.hits, 0);
    sum.misses += std::max<std::int64_t>(operation.misses, 0);
  }
  if (sum.waits) return;
  const std::int64_t duration = operation.duration_of_each();
  sum.NoteDuration(duration, operation.id);
  if (thresholds_->slow > 0 && duration >= thresholds_->slow) {
    ++sum.slow;
    sum.slow_time += duration;
  }
  if (thresholds_->slower > 0) {
    constexpr std::int64_t kWorthIt = 10'000'000;
    if (duration >= kWorthIt && sum.durations.count() >= kEnoughToCompare) {
      const std::int64_t median = sum.durations.Median();
      if (duration >= median * thresholds_->slower) {
        ++sum.deviating;
        sum.deviating_time += duration;
        sum.usual = median;
      }
    }
    sum.durations.Add(duration);
  }
}

void RunTally::AddToTransaction(const FinishedOperation& operation) {
  const std::int64_t end = operation.start + operation.duration;
  const auto found = open_.find(operation.connection);
  if (BeginsTransaction(operation.verb)) {
    if (found == open_.end() && open_.size() >= kTransactions) return;
    open_[operation.connection] = {end, 0, end, 0, operation.id};
    return;
  }
  if (found == open_.end()) return;
  Transaction& open = found->second;
  if (!EndsTransaction(operation.verb)) {
    ++open.statements;
    open.busy += std::max<std::int64_t>(end - std::max(operation.start, open.last_end), 0);
    open.last_end = std::max(open.last_end, end);
    return;
  }
  const std::int64_t whole = std::max<std::int64_t>(operation.start - open.begun, 0);
  const std::int64_t idle = whole - open.busy;
  if (idle >= thresholds_->idle) {
    ++idle_transactions_;
    if (idle > worst_idle_.longest) {
      worst_idle_.longest = idle;
      worst_idle_.expected = whole;
      worst_idle_.busy = open.busy;
      worst_idle_.rows = static_cast<std::int64_t>(open.statements);
      worst_idle_.system = operation.system;
      worst_idle_.operations = {open.first};
    }
  }
  open_.erase(found);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
