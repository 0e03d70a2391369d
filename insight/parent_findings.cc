#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "insight/parent_tally.h"
#include "insight/repetition.h"
#include "insight/verb.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

Finding FindingOf(FindingKind kind, const StatementSum& sum) {
  Finding finding = About(kind, sum);
  finding.error = sum.error;
  finding.busy = sum.busy;
  finding.in_a_row = sum.in_a_row;
  return finding;
}

}  // namespace

std::vector<Finding> ParentTally::Find(std::uint64_t parent) const {
  std::vector<Finding> findings;
  for (const StatementSum& sum : sums_) FindInStatement(sum, findings);
  FindErrorStorms(findings);
  FindInAll(findings);
  for (Finding& finding : findings) finding.parent = parent;
  return findings;
}

void ParentTally::FindInStatement(const StatementSum& sum, std::vector<Finding>& findings) const {
  if (IsRepeated(sum, thresholds_->repeated) &&
      !BelongsToTurns(sum, sums_, thresholds_->repeated)) {
    findings.push_back(FindingOf(FindingKind::kRepeatedStatement, sum));
    findings.back().repetition = RepetitionOf(sum.verb, sum.label, sum.text);
  } else if (Reaches(sum.redundant, thresholds_->redundant) &&
             !IsMeantToRepeat(sum.system, sum.verb) && !AsksOneByOne(sum)) {
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
  if (Reaches(connects_after_use_, thresholds_->connects) && connects_ * 2 >= count_) {
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
