#include "view/tree_rows.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "insight/busy_time.h"

namespace dbspan::view {

void TreeRows::Begin(const TraceId& id) {
  Tree tree;
  tree.id = id;
  tree.first = static_cast<std::uint32_t>(forest_.rows.size());
  forest_.trees.push_back(tree);
}

void TreeRows::Finish() {
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

std::uint32_t TreeRows::Add(RowKind kind, std::int32_t parent, std::uint32_t process,
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

std::uint32_t TreeRows::AddMade(RowKind kind, std::int32_t parent,
                                const std::vector<std::uint32_t>& spans) {
  const StoredSpan& first = At(spans[0]);
  std::int64_t end = 0;
  for (const std::uint32_t span : spans) end = std::max(end, At(span).end());
  return Add(kind, parent, first.process, first.start, end);
}

std::uint32_t TreeRows::AddSpan(std::uint32_t span, std::int32_t parent) {
  const StoredSpan& stored = At(span);
  const std::uint32_t number =
      Add(RowKind::kSpan, parent, stored.process, stored.start, stored.start);
  Row& row = forest_.rows[number];
  row.span = span;
  row.duration = stored.duration;
  return number;
}

}  // namespace dbspan::view
