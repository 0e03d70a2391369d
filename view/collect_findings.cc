#include "view/collect_findings.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "insight/find_all.h"
#include "insight/key_pattern.h"
#include "insight/verb.h"
#include "view/call_site.h"
#include "view/evicted_findings.h"
#include "view/row_source.h"

namespace dbspan::view {
namespace {

// Returns the parent row. For a burst without a row of its own, it is the row of the process.
const Row& ParentRow(const Picture& picture, const Row& row) {
  return picture.forest.rows[static_cast<std::size_t>(row.parent)];
}

void PlaceCallSite(const Picture& picture, PlacedFinding& placed) {
  const Store& store = *picture.store;
  for (const std::uint32_t row : placed.rows) {
    const std::uint32_t attributes = picture.SpanOf(picture.forest.rows[row])->attributes;
    placed.where = CallSiteOf(store, attributes);
    const bool named = !placed.where.empty();
    if (named || (placed.site == 0 && !CallSiteKeyOf(store, attributes).empty())) {
      placed.site = attributes;
    }
    if (named) return;
  }
}

PlacedFinding Place(const Picture& picture, insight::Finding finding) {
  PlacedFinding placed;
  for (const std::size_t id : finding.operations) {
    placed.rows.push_back(static_cast<std::uint32_t>(id));
  }
  const Row& first = picture.forest.rows[placed.rows.front()];
  const StoredSpan& span = *picture.SpanOf(first);
  placed.tree = first.tree;
  placed.started = first.start;
  placed.trace = picture.store->traces()[span.trace];
  placed.span = span.id;
  placed.below_process = span.below_process;
  PlaceCallSite(picture, placed);
  if (finding.of_parent) {
    const Row& parent = ParentRow(picture, first);
    placed.in_burst = first.burst > 0;
    placed.in_transaction = parent.kind == RowKind::kTransaction;
    const bool made = parent.kind == RowKind::kBurst || parent.kind == RowKind::kTransaction;
    placed.parent = picture.NameOf(made ? ParentRow(picture, parent) : parent);
    placed.parent_duration = parent.duration;
  }
  finding.operations = {};  // placed.rows has them
  placed.finding = std::move(finding);
  return placed;
}

// Adds the operations of a finding that were evicted to those that the store still has.
void AddGone(PlacedFinding& placed, const PlacedFinding& kept) {
  insight::Finding& finding = placed.finding;
  finding.count += kept.gone;
  finding.busy += kept.gone_busy;
  finding.in_a_row = finding.in_a_row && kept.finding.in_a_row;
  placed.gone = kept.gone;
  placed.gone_busy = kept.gone_busy;
  placed.parent_duration = std::max(placed.parent_duration, kept.parent_duration);
  if (kept.finding.longest > finding.longest) {
    finding.longest = kept.finding.longest;
    // The sentence about a transaction describes the one that waited longest.
    if (finding.kind == insight::FindingKind::kIdleTransaction) {
      finding.expected = kept.finding.expected;
      finding.rows = kept.finding.rows;
    }
  }
  finding.rows = std::max(finding.rows, kept.finding.rows);
}

// Finds for each finding the one that the store has kept of its evicted operations.
class KeptBefore {
 public:
  explicit KeptBefore(const std::vector<KeptFinding>& kept) : kept_(kept), used_(kept.size()) {
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const PlacedFinding placed = kept[i].placed();
      if (!placed.finding.of_parent) {
        of_run_[RunKeyOf(placed.finding)] = i;
      } else if (kept[i].anchor != kNoRow) {
        anchored_.emplace(kept[i].anchor, i);
      }
    }
  }

  void AddTo(PlacedFinding& placed, const Picture& picture) {
    if (kept_.empty()) return;
    const std::size_t found = Find(placed, picture);
    if (found == kept_.size()) return;
    used_[found] = true;
    AddGone(placed, kept_[found].placed());
  }
  // Calls `use` with the findings that AddTo has not used.
  template <class Use>
  void ForEachOther(Use&& use) const {
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (!used_[i]) use(kept_[i].placed());
    }
  }

 private:
  using RunKey = std::tuple<insight::FindingKind, bool, std::uint64_t>;
  static RunKey RunKeyOf(const insight::Finding& finding) {
    return {finding.kind, finding.of_statement, finding.statement};
  }

  std::size_t Find(const PlacedFinding& placed, const Picture& picture) const {
    if (!placed.finding.of_parent) {
      const auto found = of_run_.find(RunKeyOf(placed.finding));
      return found == of_run_.end() ? kept_.size() : found->second;
    }
    if (anchored_.empty()) return kept_.size();
    for (const std::uint32_t row : placed.rows) {
      const auto [begin, end] = anchored_.equal_range(picture.forest.rows[row].span);
      for (auto at = begin; at != end; ++at) {
        const PlacedFinding kept = kept_[at->second].placed();
        if (!used_[at->second] && RunKeyOf(kept.finding) == RunKeyOf(placed.finding) &&
            kept.finding.error == placed.finding.error) {
          return at->second;
        }
      }
    }
    return kept_.size();
  }

  const std::vector<KeptFinding>& kept_;
  std::vector<bool> used_;
  std::map<RunKey, std::size_t> of_run_;
  std::unordered_multimap<std::uint32_t, std::size_t> anchored_;
};

// Returns whether a statement other than those that only write or delete uses a key.
bool IsRead(const Picture& picture, std::string_view system, std::string_view key) {
  const auto& statements = picture.store->aggregates().statements();
  return std::any_of(statements.begin(), statements.end(), [&](const Statement& statement) {
    const std::string_view verb = insight::VerbOfCommand(statement.verb, statement.text);
    return statement.system == system && insight::KeyIn(statement.label) == key &&
           insight::MayReadKey(system, verb);
  });
}

// Findings that something never happened are about all operations, but after an eviction they were
// made from a part. Takes their numbers from the sums over all; returns false if it did happen.
bool HoldsForAll(const Picture& picture, PlacedFinding& placed) {
  insight::Finding& finding = placed.finding;
  const bool missing = finding.kind == insight::FindingKind::kAlwaysMissing;
  const bool unread = finding.kind == insight::FindingKind::kNeverRead;
  if (picture.store->evicted_spans() == 0 || !(missing || unread)) return true;
  const Statement& sums = picture.store->aggregates().statements()[finding.statement];
  if (missing && sums.hits > 0) return false;
  if (unread && IsRead(picture, finding.system, insight::KeyIn(sums.label))) return false;
  finding.count = sums.count();
  finding.busy = sums.durations.total();
  if (missing) finding.rows = sums.misses;
  return true;
}

}  // namespace

std::vector<PlacedFinding> CollectFindings(const Picture& picture, const PictureOptions& options) {
  std::vector<PlacedFinding> all;
  const auto add = [&](PlacedFinding placed) {
    if (HoldsForAll(picture, placed)) all.push_back(std::move(placed));
  };
  KeptBefore kept{picture.store->evicted_findings().findings()};
  for (auto& finding : insight::FindAll(RowSource{picture}, options.thresholds)) {
    PlacedFinding placed = Place(picture, std::move(finding));
    kept.AddTo(placed, picture);
    add(std::move(placed));
  }
  kept.ForEachOther([&](PlacedFinding placed) {
    placed.where = CallSiteOf(*picture.store, placed.site);
    add(std::move(placed));
  });
  std::stable_sort(all.begin(), all.end(), [](const PlacedFinding& a, const PlacedFinding& b) {
    return a.finding.busy > b.finding.busy;
  });
  return all;
}

}  // namespace dbspan::view
