#include <algorithm>
#include <cstddef>

#include "insight/run_tally.h"
#include "insight/statement_sum.h"
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

bool RunTally::ReadsKey(std::string_view system, std::string_view key) const {
  return std::any_of(sums_.begin(), sums_.end(), [&](const RunSum& sum) {
    return sum.system == system && sum.key == key && MayReadKey(sum.system, sum.verb);
  });
}

// A cache that is empty at first misses once for each entry, which the program then writes: about
// as many writes as misses are no fault, for keys that were not missed before. Of entries that take
// several writes, such as lists, there may be more.
bool RunTally::MissesAlways(const RunSum& sum) const {
  const auto threshold = static_cast<std::size_t>(std::max<std::int64_t>(thresholds_->missing, 0));
  const auto misses = static_cast<std::size_t>(sum.misses);
  if (threshold == 0 || sum.hits > 0 || misses < threshold || !ExpectsToFind(sum.verb))
    return false;
  std::size_t writes = 0;
  std::size_t of_whole_entries = 0;
  bool several = false;
  for (const RunSum& other : sums_) {
    if (sum.key.empty() || other.system != sum.system || other.key != sum.key) continue;
    if (!WritesKeys(other.system, other.verb)) continue;
    writes += other.count;
    if (WritesWholeEntry(other.verb)) of_whole_entries += other.count;
    several |= WritesSeveralEntries(other.verb);
  }
  if (writes == 0 || sum.missed_again >= threshold) return true;
  constexpr std::size_t kColdStart = 10;
  if (misses < threshold * kColdStart) return false;
  return 2 * writes < (several ? sum.lookups : misses) || of_whole_entries > 2 * misses;
}

// A pool opens its connections at once, or uses them for many statements. A program that connects
// for each request alternates between both, although each parent has one connection only.
void RunTally::FindConnectionChurn(std::vector<Finding>& findings) const {
  constexpr std::size_t kOfRun = 10;
  constexpr std::size_t kFew = 10;
  if (!Reaches(connects_after_use_ / kOfRun, thresholds_->connects)) return;
  if (count_ > kFew * connects_after_use_) return;
  Finding& finding = findings.emplace_back();
  finding.kind = FindingKind::kConnectionChurn;
  finding.of_statement = false;
  finding.of_parent = false;
  finding.system = connected_system_;
  finding.count = connects_;
  finding.busy = connect_time_;
  finding.rows = static_cast<std::int64_t>(count_);
  finding.operations = {first_connect_};
}

std::vector<Finding> RunTally::Find() const {
  std::vector<Finding> findings;
  for (const RunSum& sum : sums_) {
    if (MissesAlways(sum)) {
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
  FindConnectionChurn(findings);
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
