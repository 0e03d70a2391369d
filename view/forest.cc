#include "view/forest.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "insight/busy_time.h"

namespace dbspan::view {
namespace {

using Numbers = std::vector<std::uint32_t>;

// The children of the spans of one trace, as linked lists by index in the trace; kNoRow ends a
// list.
struct Children {
  explicit Children(std::size_t spans) : first(spans, kNoRow), next(spans, kNoRow) {}
  Numbers first;  ///< First child of each span.
  Numbers next;   ///< Next child of the same parent.
};

// Builds trees and appends them to `forest`.
class Grower {
 public:
  Grower(const Store& store, Forest& forest, std::int64_t until, std::int64_t burst_gap)
      : store_(store), forest_(forest), until_(until), burst_gap_(burst_gap) {}

  void GrowTrace(const std::uint32_t* begin, const std::uint32_t* end);
  void GrowProcess(std::uint32_t process, const Numbers& spans);

 private:
  const StoredSpan& At(std::uint32_t number) const { return store_.spans()[number]; }
  void Begin(const TraceId& id);
  void Finish();
  std::uint32_t AddMade(RowKind kind, std::int32_t parent, std::uint32_t process,
                        std::int64_t start, std::int64_t end);
  std::uint32_t AddSpan(std::uint32_t span, std::int32_t parent);
  void AddRoots(const Children& children, const std::uint32_t* begin, const Numbers& roots);
  void AddBelow(const Children& children, const std::uint32_t* begin, std::uint32_t local,
                std::int32_t parent);
  void AddTransaction(const Numbers& spans, std::int32_t parent);
  void AddBurst(const Numbers& spans, std::int32_t parent, bool own_row);
  std::int64_t EndOf(const Numbers& spans) const;

  const Store& store_;
  Forest& forest_;
  const std::int64_t until_;
  const std::int64_t burst_gap_;
  std::vector<bool> added_;  ///< Spans of the current trace that have a row, by index in the trace.
};

void Grower::Begin(const TraceId& id) {
  Tree tree;
  tree.id = id;
  tree.first = static_cast<std::uint32_t>(forest_.rows.size());
  forest_.trees.push_back(tree);
}

void Grower::Finish() {
  Tree& tree = forest_.trees.back();
  tree.rows = static_cast<std::uint32_t>(forest_.rows.size()) - tree.first;
  tree.start = std::numeric_limits<std::int64_t>::max();
  std::vector<insight::Interval> times;
  for (std::uint32_t i = tree.first + tree.rows; i-- > tree.first;) {
    Row& row = forest_.rows[i];
    row.tree = static_cast<std::uint32_t>(forest_.trees.size() - 1);
    tree.start = std::min(tree.start, row.start);
    tree.end = std::max(tree.end, row.end());
    if (row.parent >= 0) {
      Row& parent = forest_.rows[static_cast<std::size_t>(row.parent)];
      parent.below += row.below + 1;
      row.outside_parent =
          row.start < parent.start || (parent.duration >= 0 && row.end() > parent.end());
    }
    if (row.span == kNoRow) continue;
    const StoredSpan& span = At(row.span);
    if (span.failed()) ++tree.failed;
    if (span.duration < 0) ++tree.unfinished;
    if (!span.is_operation()) continue;
    tree.operations += span.times;
    times.emplace_back(span.start, span.end());
  }
  tree.busy = insight::BusyTime(std::move(times));
  if (tree.unfinished == 0 || until_ <= tree.end) return;
  tree.end = until_;
  // Rows of processes and transactions with unfinished spans last until `until_`.
  for (std::uint32_t i = tree.first; i < tree.first + tree.rows; ++i) {
    Row& row = forest_.rows[i];
    if (row.kind == RowKind::kProcess) row.duration = until_ - row.start;
    if (row.duration >= 0 || row.parent < 0) continue;
    Row& parent = forest_.rows[static_cast<std::size_t>(row.parent)];
    if (parent.kind == RowKind::kTransaction) parent.duration = until_ - parent.start;
  }
}

std::uint32_t Grower::AddMade(RowKind kind, std::int32_t parent, std::uint32_t process,
                              std::int64_t start, std::int64_t end) {
  Row row;
  row.kind = kind;
  row.parent = parent;
  row.process = process;
  row.start = start;
  row.duration = end - start;
  if (parent >= 0) {
    const std::uint16_t above = forest_.rows[static_cast<std::size_t>(parent)].depth;
    row.depth = std::max<std::uint16_t>(above, above + 1U);  // 65,535 stays
  }
  forest_.rows.push_back(row);
  return static_cast<std::uint32_t>(forest_.rows.size() - 1);
}

std::uint32_t Grower::AddSpan(std::uint32_t span, std::int32_t parent) {
  const StoredSpan& stored = At(span);
  const std::uint32_t number =
      AddMade(RowKind::kSpan, parent, stored.process, stored.start, stored.start);
  Row& row = forest_.rows[number];
  row.span = span;
  row.duration = stored.duration;
  return number;
}

// Adds the rows of a span and its descendants. It does not recurse, because the depth of a trace is
// not limited; depths above 65,535 are stored as 65,535.
void Grower::AddBelow(const Children& children, const std::uint32_t* begin, std::uint32_t local,
                      std::int32_t parent) {
  std::vector<std::pair<std::uint32_t, std::int32_t>> waiting;
  const auto add = [&](std::uint32_t span, std::int32_t above) {
    if (added_[span]) return;
    added_[span] = true;
    const auto row = static_cast<std::int32_t>(AddSpan(begin[span], above));
    if (children.first[span] != kNoRow) waiting.emplace_back(children.first[span], row);
  };
  add(local, parent);
  while (!waiting.empty()) {
    const auto [next, above] = waiting.back();
    waiting.pop_back();
    if (children.next[next] != kNoRow) waiting.emplace_back(children.next[next], above);
    add(next, above);
  }
}

// Adds the roots of a trace. Roots whose parent was the span of their process get a row for the
// process above them if it has several.
void Grower::AddRoots(const Children& children, const std::uint32_t* begin, const Numbers& roots) {
  std::map<std::uint32_t, Numbers> of_process;
  for (const std::uint32_t root : roots) {
    if (At(begin[root]).below_process) {
      of_process[At(begin[root]).process].push_back(root);
    } else {
      AddBelow(children, begin, root, -1);
    }
  }
  for (const auto& [process, own] : of_process) {
    std::int32_t above = -1;
    if (own.size() > 1) {
      Numbers spans;
      for (const std::uint32_t root : own) spans.push_back(begin[root]);
      above = static_cast<std::int32_t>(
          AddMade(RowKind::kProcess, -1, process, At(spans[0]).start, EndOf(spans)));
    }
    for (const std::uint32_t root : own) AddBelow(children, begin, root, above);
  }
}

void Grower::GrowTrace(const std::uint32_t* begin, const std::uint32_t* end) {
  const auto count = static_cast<std::uint32_t>(end - begin);
  Children children{count};
  Numbers roots;
  Numbers orphans;
  {
    std::vector<std::pair<SpanId, std::uint32_t>> ids(count);
    for (std::uint32_t i = 0; i < count; ++i) ids[i] = {At(begin[i]).id, i};
    std::sort(ids.begin(), ids.end());
    // From the last to the first, because each child is put at the front of its list.
    for (std::uint32_t i = count; i-- > 0;) {
      const SpanId parent = At(begin[i]).parent_id;
      const auto found = std::lower_bound(ids.begin(), ids.end(), std::pair{parent, 0U});
      if (parent == 0) {
        roots.push_back(i);
      } else if (found == ids.end() || found->first != parent) {
        orphans.push_back(i);
      } else {
        children.next[i] = children.first[found->second];
        children.first[found->second] = i;
      }
    }
  }
  std::reverse(roots.begin(), roots.end());
  std::reverse(orphans.begin(), orphans.end());

  Begin(store_.traces()[At(*begin).trace]);
  added_.assign(count, false);
  AddRoots(children, begin, roots);
  if (!orphans.empty()) {
    Numbers spans;
    for (const std::uint32_t orphan : orphans) spans.push_back(begin[orphan]);
    const auto missing = static_cast<std::int32_t>(AddMade(
        RowKind::kMissingParent, -1, At(spans[0]).process, At(spans[0]).start, EndOf(spans)));
    for (const std::uint32_t orphan : orphans) AddBelow(children, begin, orphan, missing);
  }
  // The remaining spans form loops of parents. Each loop is cut above its earliest span.
  for (std::uint32_t i = 0; i < count; ++i) {
    if (added_[i]) continue;
    const std::size_t row = forest_.rows.size();
    AddBelow(children, begin, i, -1);
    forest_.rows[row].loop_cut = true;
  }
  Finish();
}

std::int64_t Grower::EndOf(const Numbers& spans) const {
  std::int64_t end = 0;
  for (const std::uint32_t span : spans) end = std::max(end, At(span).end());
  return end;
}

void Grower::AddTransaction(const Numbers& spans, std::int32_t parent) {
  const auto row = static_cast<std::int32_t>(AddMade(
      RowKind::kTransaction, parent, At(spans[0]).process, At(spans[0]).start, EndOf(spans)));
  for (const std::uint32_t span : spans) AddSpan(span, row);
}

void Grower::AddBurst(const Numbers& spans, std::int32_t parent, bool own_row) {
  const std::uint32_t burst = ++forest_.bursts;
  if (own_row) {
    parent = static_cast<std::int32_t>(
        AddMade(RowKind::kBurst, parent, At(spans[0]).process, At(spans[0]).start, EndOf(spans)));
  }
  for (const std::uint32_t span : spans) forest_.rows[AddSpan(span, parent)].burst = burst;
}

void Grower::GrowProcess(std::uint32_t process, const Numbers& spans) {
  // The tree needs an id that is unique and does not change when more spans are received.
  TraceId id = store_.traces()[At(spans[0]).trace];
  id[0] ^= 0x80U;
  Begin(id);
  forest_.trees.back().of_process = true;
  const auto row = static_cast<std::int32_t>(
      AddMade(RowKind::kProcess, -1, process, At(spans[0]).start, EndOf(spans)));
  const std::vector<Burst> bursts = BurstsOf(store_, spans, burst_gap_);
  for (const Burst& burst : bursts) {
    if (burst.transaction) {
      AddTransaction(burst.spans, row);
    } else {
      AddBurst(burst.spans, row, bursts.size() > 1 && burst.spans.size() > 1);
    }
  }
  Finish();
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
  const auto& spans = store.spans();
  Numbers order(spans.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&spans](std::uint32_t left, std::uint32_t right) {
    const StoredSpan& a = spans[left];
    const StoredSpan& b = spans[right];
    return std::tie(a.trace, a.start, a.parent_id, left) <
           std::tie(b.trace, b.start, b.parent_id, right);
  });
  const std::vector<Group> groups = GroupSpans(store, order);
  Forest forest;
  forest.trees.reserve(groups.size());
  Grower grower{store, forest, until, burst_gap};
  for (const Group& group : groups) {
    const std::uint32_t* const first = order.data() + group.first;
    if (group.of_process) {
      grower.GrowProcess(spans[*first].process, Numbers(first, first + group.count));
    } else {
      grower.GrowTrace(first, first + group.count);
    }
  }
  return forest;
}

}  // namespace dbspan::view
