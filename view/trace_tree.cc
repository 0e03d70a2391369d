#include "view/trace_tree.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

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

// Adds the tree of one trace.
class TraceTree {
 public:
  TraceTree(const Store& store, TreeRows& rows) : store_(store), rows_(rows) {}

  void Grow(const std::uint32_t* begin, const std::uint32_t* end);

 private:
  const StoredSpan& At(std::uint32_t number) const { return store_.spans()[number]; }
  void AddRoots(const Children& children, const std::uint32_t* begin, const Numbers& roots);
  void AddBelow(const Children& children, const std::uint32_t* begin, std::uint32_t local,
                std::int32_t parent);

  const Store& store_;
  TreeRows& rows_;
  std::vector<bool> added_;  ///< Spans of the trace that have a row, by index in the trace.
};

// Adds the rows of a span and its descendants. It does not recurse, because the depth of a trace is
// not limited; depths above 65,535 are stored as 65,535.
void TraceTree::AddBelow(const Children& children, const std::uint32_t* begin, std::uint32_t local,
                         std::int32_t parent) {
  std::vector<std::pair<std::uint32_t, std::int32_t>> waiting;
  const auto add = [&](std::uint32_t span, std::int32_t above) {
    if (added_[span]) return;
    added_[span] = true;
    const auto row = static_cast<std::int32_t>(rows_.AddSpan(begin[span], above));
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
void TraceTree::AddRoots(const Children& children, const std::uint32_t* begin,
                         const Numbers& roots) {
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
      above = static_cast<std::int32_t>(rows_.AddMade(RowKind::kProcess, -1, spans));
    }
    for (const std::uint32_t root : own) AddBelow(children, begin, root, above);
  }
}

void TraceTree::Grow(const std::uint32_t* begin, const std::uint32_t* end) {
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

  rows_.Begin(store_.traces()[At(*begin).trace]);
  added_.assign(count, false);
  AddRoots(children, begin, roots);
  if (!orphans.empty()) {
    Numbers spans;
    for (const std::uint32_t orphan : orphans) spans.push_back(begin[orphan]);
    const auto missing =
        static_cast<std::int32_t>(rows_.AddMade(RowKind::kMissingParent, -1, spans));
    for (const std::uint32_t orphan : orphans) AddBelow(children, begin, orphan, missing);
  }
  // The remaining spans form loops of parents. Each loop is cut above its earliest span.
  for (std::uint32_t i = 0; i < count; ++i) {
    if (added_[i]) continue;
    const std::size_t row = rows_.forest().rows.size();
    AddBelow(children, begin, i, -1);
    rows_.forest().rows[row].loop_cut = true;
  }
  rows_.Finish();
}

}  // namespace

void GrowTrace(const Store& store, const std::uint32_t* begin, const std::uint32_t* end,
               TreeRows& rows) {
  TraceTree{store, rows}.Grow(begin, end);
}

}  // namespace dbspan::view
