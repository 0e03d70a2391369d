#include "view/forest.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "view/trace_tree.h"
#include "view/tree_rows.h"

namespace dbspan::view {
namespace {

using Numbers = std::vector<std::uint32_t>;

// Adds the trees of processes: operations that have no parent, by transaction and burst.
class ProcessTree {
 public:
  ProcessTree(const Store& store, TreeRows& rows, std::int64_t burst_gap)
      : store_(store), rows_(rows), burst_gap_(burst_gap) {}

  void Grow(const Numbers& spans);

 private:
  const StoredSpan& At(std::uint32_t number) const { return store_.spans()[number]; }
  void AddTransaction(const Numbers& spans, std::int32_t parent);
  void AddBurst(const Numbers& spans, std::int32_t parent, bool own_row);

  const Store& store_;
  TreeRows& rows_;
  const std::int64_t burst_gap_;
};

void ProcessTree::AddTransaction(const Numbers& spans, std::int32_t parent) {
  const auto row = static_cast<std::int32_t>(rows_.AddMade(RowKind::kTransaction, parent, spans));
  for (const std::uint32_t span : spans) rows_.AddSpan(span, row);
}

void ProcessTree::AddBurst(const Numbers& spans, std::int32_t parent, bool own_row) {
  Forest& forest = rows_.forest();
  const std::uint32_t burst = ++forest.bursts;
  if (own_row) parent = static_cast<std::int32_t>(rows_.AddMade(RowKind::kBurst, parent, spans));
  for (const std::uint32_t span : spans) forest.rows[rows_.AddSpan(span, parent)].burst = burst;
}

void ProcessTree::Grow(const Numbers& spans) {
  // The tree needs an id that is unique and does not change when more spans are received.
  TraceId id = store_.traces()[At(spans[0]).trace];
  id[0] ^= 0x80U;
  rows_.Begin(id);
  rows_.forest().trees.back().of_process = true;
  const auto row = static_cast<std::int32_t>(rows_.AddMade(RowKind::kProcess, -1, spans));
  const std::vector<Burst> bursts = BurstsOf(store_, spans, burst_gap_);
  for (const Burst& burst : bursts) {
    if (burst.transaction) {
      AddTransaction(burst.spans, row);
    } else {
      AddBurst(burst.spans, row, bursts.size() > 1 && burst.spans.size() > 1);
    }
  }
  rows_.Finish();
}

// Returns the spans by trace, and those of a trace by start. They are distributed to their traces
// first, because sorting all of them at once takes several times as long.
Numbers SortByTrace(const Store& store) {
  const auto& spans = store.spans();
  Numbers ends(store.traces().size() + 1);  // of each trace; first the beginnings
  for (std::uint32_t i = 0; i < spans.size(); ++i) ++ends[spans[i].trace + 1];
  for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
  Numbers order(spans.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[ends[spans[i].trace]++] = i;
  std::uint32_t begin = 0;
  for (const std::uint32_t end : ends) {
    std::sort(order.begin() + begin, order.begin() + end,
              [&spans](std::uint32_t left, std::uint32_t right) {
                const StoredSpan& a = spans[left];
                const StoredSpan& b = spans[right];
                return std::tie(a.start, a.parent_id, left) < std::tie(b.start, b.parent_id, right);
              });
    begin = end;
  }
  return order;
}

// The spans of one tree, as a part of a list.
struct Group {
  std::int64_t start = 0;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  bool of_process = false;
};

// Divides the spans, which are sorted by trace and start, into trees and returns these by start.
// Operations without a parent that are alone in their trace are moved to the end of the list,
// where each process has its own by start.
std::vector<Group> GroupSpans(const Store& store, Numbers& order) {
  const auto& spans = store.spans();
  std::vector<Group> groups;
  Numbers alone;
  std::uint32_t kept = 0;
  for (std::uint32_t begin = 0, end = 0; begin < order.size(); begin = end) {
    const StoredSpan& first = spans[order[begin]];
    end = begin + 1;
    while (end < order.size() && spans[order[end]].trace == first.trace) ++end;
    if (end - begin == 1 && first.is_operation() && first.parent_id == 0) {
      alone.push_back(order[begin]);
      continue;
    }
    groups.push_back({first.start, kept, end - begin, false});
    for (std::uint32_t i = begin; i < end; ++i) order[kept++] = order[i];
  }
  std::sort(alone.begin(), alone.end(), [&spans](std::uint32_t left, std::uint32_t right) {
    const StoredSpan& a = spans[left];
    const StoredSpan& b = spans[right];
    return std::tie(a.process, a.start, left) < std::tie(b.process, b.start, right);
  });
  for (std::uint32_t begin = 0, end = 0; begin < alone.size(); begin = end) {
    const StoredSpan& first = spans[alone[begin]];
    while (end < alone.size() && spans[alone[end]].process == first.process) ++end;
    groups.push_back({first.start, kept + begin, end - begin, true});
  }
  std::copy(alone.begin(), alone.end(), order.begin() + kept);
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.start < b.start; });
  return groups;
}

}  // namespace

Forest GrowForest(const Store& store, std::int64_t until, std::int64_t burst_gap) {
  Numbers order = SortByTrace(store);
  const std::vector<Group> groups = GroupSpans(store, order);
  Forest forest;
  forest.trees.reserve(groups.size());
  TreeRows rows{store, forest, until};
  ProcessTree process_tree{store, rows, burst_gap};
  for (const Group& group : groups) {
    const std::uint32_t* const first = order.data() + group.first;
    if (group.of_process) {
      process_tree.Grow(Numbers(first, first + group.count));
    } else {
      GrowTrace(store, first, first + group.count, rows);
    }
  }
  return forest;
}

}  // namespace dbspan::view
