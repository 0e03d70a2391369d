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

Finding FindingOf(FindingKind kind, const StatementSum& sum) {
  Finding finding = About(kind, sum);
  finding.error = sum.error;
  finding.busy = sum.busy;
  finding.in_a_row = sum.in_a_row;
  return finding;
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
    ++connects_;
    connect_time_ += operation.duration;
    return {};
  }
  const bool first = count_ == 0;
  const bool paused = !first && operation.start - last_end_ >= kPause;
  count_ += operation.times;
  busy_ += NewTime(operation, last_end_);
  if (SystemSum* const system = systems_.Of(operation.system)) {
    system->count += operation.times;
    system->time += operation.duration;
  }
  const bool other = first || last_statement_ != operation.statement;
  // A loop runs one statement again and again, which then needs no search.
  const std::size_t place = other ? index_.Find(operation.statement) : last_place_;
  last_statement_ = operation.statement;
  last_place_ = place;
  if (place == StatementIndex::kFull) {
    has_others_ = true;
    return {};
  }
  const bool fresh = place == sums_.size();
  if (fresh) {
    constexpr std::size_t kUsual = 8;
    if (sums_.empty()) sums_.reserve(kUsual);
    sums_.emplace_back().Describe(operation);
  } else if (other) {
    sums_[place].in_a_row = false;
  }
  AddTo(sums_[place], operation, paused);
  if (operation.values != 0 && thresholds_->redundant > 0) {
    AddValues(sums_[place], operation.values);
  }
  return {&sums_[place], fresh};
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

std::vector<Finding> ParentTally::Find(std::uint64_t parent) const {
  std::vector<Finding> findings;
  for (const StatementSum& sum : sums_) FindInStatement(sum, findings);
  FindErrorStorms(findings);
  FindInAll(findings);
  for (Finding& finding : findings) finding.parent = parent;
  return findings;
}

void ParentTally::FindInStatement(const StatementSum& sum, std::vector<Finding>& findings) const {
  if (IsRepeated(sum, thresholds_->repeated)) {
    findings.push_back(FindingOf(FindingKind::kRepeatedStatement, sum));
    findings.back().repetition = RepetitionOf(sum.verb, sum.label, sum.text);
  } else if (Reaches(sum.redundant, thresholds_->redundant) &&
             !IsMeantToRepeat(sum.system, sum.verb) &&
             RepetitionOf(sum.verb, sum.label, sum.text) != Repetition::kByDesign) {
    findings.push_back(FindingOf(FindingKind::kRedundantStatement, sum));
    findings.back().count = sum.redundant;
  }
  if (Reaches(sum.retried, thresholds_->retries)) {
    findings.push_back(FindingOf(FindingKind::kRetries, sum));
    findings.back().count = sum.retried;
    findings.back().rows = static_cast<std::int64_t>(sum.failed);
  }
  if (Reaches(sum.unused, thresholds_->unused_rows)) {
    findings.push_back(FindingOf(FindingKind::kUnusedRows, sum));
    findings.back().count = sum.unused;
    findings.back().rows = sum.unused_rows;
  }
}

// Finds many failures of one type, of any statements. Omits statements whose failures are reported
// as retries.
void ParentTally::FindErrorStorms(std::vector<Finding>& findings) const {
  std::vector<Finding> storms;
  for (const StatementSum& sum : sums_) {
    if (sum.failed == 0 || Reaches(sum.retried, thresholds_->retries)) continue;
    const auto same = std::find_if(storms.begin(), storms.end(), [&sum](const Finding& storm) {
      return storm.error == sum.error;
    });
    if (same != storms.end()) {
      same->count += sum.failed;
      same->of_statement = false;
      continue;
    }
    storms.push_back(FindingOf(FindingKind::kErrorStorm, sum));
    storms.back().count = sum.failed;
  }
  for (Finding& storm : storms) {
    if (Reaches(storm.count, thresholds_->errors)) findings.push_back(std::move(storm));
  }
}

void ParentTally::FindInAll(std::vector<Finding>& findings) const {
  Finding all;
  all.of_statement = false;
  all.in_a_row = true;
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(thresholds_->chatty, 0));
  if (kind_ == ParentKind::kSpan && most > 0 && count_ > most) {
    std::size_t once = count_;
    for (const StatementSum& sum : sums_) {
      if (IsRepeated(sum, thresholds_->repeated) || RepeatsRightly(sum)) once -= sum.count - 1;
    }
    if (once > most) {
      all.kind = FindingKind::kChatty;
      all.count = count_;
      all.busy = busy_;
      all.limit = most;
      all.rows = static_cast<std::int64_t>(sums_.size());
      all.more_rows = has_others_;
      findings.push_back(all);
    }
  }
  if (Reaches(connects_, thresholds_->connects) && connects_ * 2 >= count_) {
    all.kind = FindingKind::kConnectionChurn;
    all.count = connects_;
    all.busy = connect_time_;
    all.rows = static_cast<std::int64_t>(count_);
    findings.push_back(all);
  }
  if (pool_waits_ > 0 && thresholds_->pool_wait > 0 && pool_wait_time_ >= thresholds_->pool_wait) {
    all.kind = FindingKind::kPoolWait;
    all.count = pool_waits_;
    all.busy = pool_wait_time_;
    all.longest = longest_pool_wait_;
    findings.push_back(all);
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
