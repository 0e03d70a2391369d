#include "view/evicted_findings.h"

#include <algorithm>
#include <map>
#include <utility>

#include "view/call_site.h"
#include "view/store.h"

namespace dbspan::view {
namespace {

// Adds the operations of a finding that are about to be evicted to those that are gone, and returns
// the index of the first one that stays; kNoRow: none stays.
std::uint32_t CountGone(FoundFinding& found, const Store& store, const std::vector<bool>& goes) {
  std::uint32_t first_left = kNoRow;
  std::size_t gone = 0;
  double time = 0;
  double time_gone = 0;
  for (const std::uint32_t number : found.spans) {
    const StoredSpan& span = store.spans()[number];
    time += static_cast<double>(span.busy);
    if (goes[number]) {
      gone += span.times;
      time_gone += static_cast<double>(span.busy);
    } else if (first_left == kNoRow) {
      first_left = number;
    }
  }
  PlacedFinding& placed = found.placed;
  // The time of a finding counts overlaps once, so its parts are estimated by their sums.
  const auto left = static_cast<double>(placed.finding.busy - placed.gone_busy);
  if (time > 0) placed.gone_busy += static_cast<std::int64_t>(left * time_gone / time);
  placed.gone = std::min(placed.gone + gone, placed.finding.count);
  return first_left;
}

}  // namespace

KeptFinding::KeptFinding(PlacedFinding placed)
    : placed_(std::move(placed)),
      system_(placed_.finding.system),
      label_(placed_.finding.label),
      verb_(placed_.finding.verb),
      error_(placed_.finding.error) {
  placed_.tree = PlacedFinding::kNoTree;
  placed_.rows = {};
  placed_.sentence = placed_.advice = placed_.where = {};
  insight::Finding& finding = placed_.finding;
  finding.system = finding.label = finding.verb = finding.text = finding.error = {};
}

PlacedFinding KeptFinding::placed() const {
  PlacedFinding placed = placed_;
  placed.finding.system = system_;
  placed.finding.label = label_;
  placed.finding.verb = verb_;
  placed.finding.error = error_;
  return placed;
}

FindingKey KeyOf(const PlacedFinding& placed, const std::string& site) {
  const insight::Finding& finding = placed.finding;
  return {finding.kind,
          finding.of_statement ? static_cast<std::int64_t>(finding.statement) : -1,
          std::string{finding.error},
          placed.parent,
          site,
          placed.in_burst,
          placed.in_transaction,
          finding.of_parent};
}

void MergeInto(PlacedFinding& first, PlacedFinding other) {
  first.others += 1 + other.others;
  first.others_busy += other.finding.busy + other.others_busy;
  first.rows.insert(first.rows.end(), other.rows.begin(), other.rows.end());
  if (first.tree == PlacedFinding::kNoTree) first.tree = other.tree;
}

void EvictedFindings::Keep(std::vector<FoundFinding> found, const Store& store,
                           const std::vector<bool>& goes) {
  const std::vector<KeptFinding> before = std::move(findings_);  // `found` views its texts
  findings_ = {};
  std::map<FindingKey, std::size_t> whole;  // findings without operations that stay
  // The most expensive of those with the same key is the one that the others are counted with.
  std::stable_sort(found.begin(), found.end(), [](const FoundFinding& a, const FoundFinding& b) {
    return a.placed.finding.busy > b.placed.finding.busy;
  });
  for (FoundFinding& one : found) {
    const std::uint32_t anchor = CountGone(one, store, goes);
    if (one.placed.gone == 0) continue;
    if (anchor == kNoRow && one.placed.finding.of_parent) {
      const auto key = KeyOf(one.placed, CallSiteKeyOf(store, one.placed.site));
      const auto [same, added] = whole.try_emplace(key, findings_.size());
      if (!added) {
        MergeInto(findings_[same->second].placed_, std::move(one.placed));
        continue;
      }
    }
    findings_.emplace_back(std::move(one.placed)).anchor = anchor;
  }
  DropCheapest();
}

void EvictedFindings::DropCheapest() {
  if (findings_.size() <= kMost) return;
  left_out_ += findings_.size() - kMost;
  findings_.erase(findings_.begin() + kMost, findings_.end());  // the most expensive come first
}

void EvictedFindings::CountFailures(const Store& store, const std::vector<bool>& goes) {
  std::map<std::tuple<std::int32_t, std::string, std::string>, std::size_t> known;
  const auto count = [&](const KeptFailure& failure) {
    std::string site = CallSiteKeyOf(store, failure.site);
    if (site.empty()) return;
    const auto found = known.find({failure.statement, failure.error, site});
    if (found != known.end()) {
      failures_[found->second].count += failure.count;
    } else if (failures_.size() < kMost) {
      known[{failure.statement, failure.error, std::move(site)}] = failures_.size();
      failures_.push_back(failure);
    }
  };
  std::vector<KeptFailure> before;
  before.swap(failures_);
  for (const KeptFailure& failure : before) count(failure);
  for (std::uint32_t i = 0; i < store.spans().size(); ++i) {
    const StoredSpan& span = store.spans()[i];
    if (!goes[i] || !span.failed() || !span.is_operation()) continue;
    count({span.statement, std::string{store.strings()[span.error]}, span.attributes, 1});
  }
}

void EvictedFindings::MoveAnchors(const std::vector<std::uint32_t>& numbers) {
  for (KeptFinding& kept : findings_) {
    if (kept.anchor != kNoRow) kept.anchor = numbers[kept.anchor];
  }
}

}  // namespace dbspan::view
