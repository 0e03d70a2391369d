#include "insight/run_tally.h"

#include <algorithm>

#include "insight/verb.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

Finding FindingOf(FindingKind kind, const RunSum& sum) {
  Finding finding = About(kind, sum);
  finding.of_parent = false;
  finding.busy = sum.total;
  return finding;
}

}  // namespace

std::int64_t CoarseHistogram::Median() const {
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen * 2 >= count_ && seen > 0) return EndOfBucket(i);
  }
  return 0;
}

RunTally::Added RunTally::Add(const FinishedOperation& operation) {
  if (operation.work != Work::kStatement) return {};
  if (thresholds_->idle > 0 && operation.connection != 0) AddToTransaction(operation);
  const std::size_t place = index_.Find(operation.statement);
  if (place == StatementIndex::kFull) return {};
  const bool fresh = place == sums_.size();
  if (fresh) {
    RunSum& sum = sums_.emplace_back();
    sum.Describe(operation);
    sum.key = operation.key;
    sum.waits = IsKeyValueStore(sum.system) && IsMeantToRepeat(sum.system, sum.verb);
  }
  AddTo(sums_[place], MeasuredOf(operation));
  return {place, fresh ? &sums_[place] : nullptr};
}

void RunTally::AddTo(RunSum& sum, const Measured& operation) const {
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

bool RunTally::ReadsKey(std::string_view system, std::string_view key) const {
  return std::any_of(sums_.begin(), sums_.end(), [&](const RunSum& sum) {
    return sum.system == system && sum.key == key && !WritesEntry(sum.system, sum.verb) &&
           sum.verb != "DEL" && sum.verb != "UNLINK" && sum.verb != "EXPIRE";
  });
}

bool RunTally::WritesKey(std::string_view system, std::string_view key) const {
  return std::any_of(sums_.begin(), sums_.end(), [&](const RunSum& sum) {
    return sum.system == system && sum.key == key && WritesKeys(sum.system, sum.verb);
  });
}

std::vector<Finding> RunTally::Find() const {
  std::vector<Finding> findings;
  for (const RunSum& sum : sums_) {
    // A cache that is empty at first misses once for each entry that is written afterwards. So more
    // misses are allowed.
    constexpr std::int64_t kColdStart = 10;
    const bool filled = !sum.key.empty() && WritesKey(sum.system, sum.key);
    const std::int64_t misses = thresholds_->missing * (filled ? kColdStart : 1);
    if (misses > 0 && sum.hits == 0 && sum.misses >= misses && ExpectsToFind(sum.verb)) {
      findings.push_back(FindingOf(FindingKind::kAlwaysMissing, sum));
      findings.back().rows = sum.misses;
    }
    if (thresholds_->unread > 0 && sum.count >= static_cast<std::size_t>(thresholds_->unread) &&
        !sum.key.empty() && WritesEntry(sum.system, sum.verb) && !ReadsKey(sum.system, sum.key)) {
      findings.push_back(FindingOf(FindingKind::kNeverRead, sum));
    }
    if (sum.slow > 0) {
      findings.push_back(FindingOf(FindingKind::kSlowStatement, sum));
      findings.back().count = sum.slow;
      findings.back().busy = sum.slow_time;
      findings.back().expected = thresholds_->slow;
      findings.back().operations = {sum.slowest};
    } else if (sum.deviating > 0) {
      findings.push_back(FindingOf(FindingKind::kSlowerThanUsual, sum));
      findings.back().count = sum.deviating;
      findings.back().busy = sum.deviating_time;
      findings.back().expected = sum.usual;
      findings.back().operations = {sum.slowest};
    }
  }
  if (idle_transactions_ > 0) {
    findings.push_back(worst_idle_);
    findings.back().kind = FindingKind::kIdleTransaction;
    findings.back().of_statement = false;
    findings.back().of_parent = false;
    findings.back().count = idle_transactions_;
  }
  return findings;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
