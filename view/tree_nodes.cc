#include "view/tree_nodes.h"

#include <algorithm>
#include <utility>

namespace dbspan::view {
namespace {

constexpr std::int64_t kShortestPause = 1'000'000'000;
constexpr std::int64_t kPauseFactor = 20;
constexpr std::int64_t kOutlierFactor = 5;
constexpr std::size_t kOutliers = 3;

class Builder {
 public:
  Builder(const Picture& picture, const Tree& tree, std::size_t fold)
      : picture_(picture), tree_(tree), fold_(fold) {}

  TreeNodes Build() {
    FindStretches();
    AddNodes();
    return std::move(made_);
  }

 private:
  const Row& RowAt(std::uint32_t number) const { return picture_.forest.rows[number]; }
  const StoredSpan* SpanAt(std::uint32_t number) const { return picture_.SpanOf(RowAt(number)); }

  void FindStretches();
  void AddNodes();
  void AddSiblings(const std::vector<std::uint32_t>& rows, std::size_t parent,
                   std::vector<std::pair<std::uint32_t, std::size_t>>& inner);
  std::size_t AddNode(std::vector<std::uint32_t> rows, std::size_t parent);
  std::vector<std::uint32_t> ChildrenOf(std::uint32_t row) const;
  bool Folds(std::uint32_t left, std::uint32_t right) const;
  void AddFolded(const std::vector<std::uint32_t>& equal, std::size_t parent);

  const Picture& picture_;
  const Tree& tree_;
  const std::size_t fold_;
  TreeNodes made_;
};

// Finds the stretches between long pauses, for a tree of operations without a parent. Other trees
// are one stretch, because the application may work between its operations.
void Builder::FindStretches() {
  made_.stretches.push_back({tree_.start, tree_.end});
  if (!tree_.of_process) return;
  std::vector<const Row*> spans;
  std::vector<std::int64_t> durations;
  for (std::uint32_t i = tree_.first; i < tree_.first + tree_.rows; ++i) {
    if (RowAt(i).span == kNoRow) continue;
    spans.push_back(&RowAt(i));
    durations.push_back(std::max<std::int64_t>(RowAt(i).duration, 0));
  }
  if (spans.empty()) return;
  std::sort(spans.begin(), spans.end(),
            [](const Row* left, const Row* right) { return left->start < right->start; });
  const auto middle = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
  std::nth_element(durations.begin(), middle, durations.end());
  const std::int64_t pause = std::max(kShortestPause, kPauseFactor * *middle);
  made_.stretches = {{spans[0]->start, spans[0]->end()}};
  for (const Row* row : spans) {
    if (row->start - made_.stretches.back().end > pause) {
      made_.stretches.push_back({row->start, row->end()});
    }
    made_.stretches.back().end = std::max(made_.stretches.back().end, row->end());
  }
  if (tree_.unfinished > 0)
    made_.stretches.back().end = std::max(made_.stretches.back().end, tree_.end);
}

// Returns the child rows. A burst is replaced by its rows, because the terminal shows the pauses
// between bursts instead.
std::vector<std::uint32_t> Builder::ChildrenOf(std::uint32_t row) const {
  std::vector<std::uint32_t> children;
  const std::uint32_t end = row + 1 + RowAt(row).below;
  for (std::uint32_t child = row + 1; child < end;) {
    const Row& candidate = RowAt(child);
    if (candidate.kind == RowKind::kBurst) {
      ++child;
      continue;
    }
    children.push_back(child);
    child += 1 + candidate.below;
  }
  std::stable_sort(children.begin(), children.end(), [this](std::uint32_t a, std::uint32_t b) {
    return RowAt(a).start < RowAt(b).start;
  });
  return children;
}

void Builder::AddNodes() {
  std::vector<std::pair<std::uint32_t, std::size_t>> waiting;  // row and its node
  std::vector<std::uint32_t> roots;
  for (std::uint32_t row = tree_.first; row < tree_.first + tree_.rows;
       row += 1 + RowAt(row).below) {
    roots.push_back(row);
  }
  AddSiblings(roots, TreeNode::kNone, waiting);
  while (!waiting.empty()) {
    const auto [row, node] = waiting.back();
    waiting.pop_back();
    AddSiblings(ChildrenOf(row), node, waiting);
  }
}

bool Builder::Folds(std::uint32_t left, std::uint32_t right) const {
  const StoredSpan* a = SpanAt(left);
  const StoredSpan* b = SpanAt(right);
  return a != nullptr && b != nullptr && RowAt(left).below == 0 && RowAt(right).below == 0 &&
         a->is_operation() && a->statement == b->statement &&
         made_.StretchOf(a->start) == made_.StretchOf(b->start);
}

void Builder::AddSiblings(const std::vector<std::uint32_t>& rows, std::size_t parent,
                          std::vector<std::pair<std::uint32_t, std::size_t>>& inner) {
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && Folds(rows[begin], rows[end])) ++end;
    if (end - begin >= fold_) {
      AddFolded({rows.begin() + static_cast<std::ptrdiff_t>(begin),
                 rows.begin() + static_cast<std::ptrdiff_t>(end)},
                parent);
    } else {
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t node = AddNode({rows[i]}, parent);
        if (RowAt(rows[i]).below > 0) inner.emplace_back(rows[i], node);
      }
    }
    begin = end;
  }
}

void Builder::AddFolded(const std::vector<std::uint32_t>& equal, std::size_t parent) {
  std::vector<std::int64_t> durations;
  for (const std::uint32_t row : equal) durations.push_back(RowAt(row).duration);
  const auto middle = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
  std::nth_element(durations.begin(), middle, durations.end());
  // Failed operations keep their line, and so do the slowest of those far above the median.
  std::int64_t limit = kOutlierFactor * std::max<std::int64_t>(*middle, 1);
  std::sort(durations.begin(), durations.end());
  if (durations.size() > kOutliers)
    limit = std::max(limit, durations[durations.size() - kOutliers - 1]);
  std::vector<std::uint32_t> usual;
  std::vector<std::uint32_t> special;
  for (const std::uint32_t row : equal) {
    const bool stays =
        SpanAt(row)->failed() || RowAt(row).duration < 0 || RowAt(row).duration > limit;
    (stays ? special : usual).push_back(row);
  }
  if (usual.size() < fold_) {
    for (const std::uint32_t row : equal) AddNode({row}, parent);
    return;
  }
  AddNode(std::move(usual), parent);
  for (const std::uint32_t row : special) AddNode({row}, parent);
}

std::size_t Builder::AddNode(std::vector<std::uint32_t> rows, std::size_t parent) {
  TreeNode node;
  node.parent = parent;
  node.stretch = made_.StretchOf(RowAt(rows.front()).start);
  node.rows = std::move(rows);
  made_.nodes.push_back(std::move(node));
  const std::size_t number = made_.nodes.size() - 1;
  if (parent == TreeNode::kNone) {
    made_.roots.push_back(number);
  } else {
    made_.nodes[parent].children.push_back(number);
  }
  return number;
}

}  // namespace

std::size_t TreeNodes::StretchOf(std::int64_t time) const {
  std::size_t stretch = 0;
  while (stretch + 1 < stretches.size() && stretches[stretch + 1].start <= time) ++stretch;
  return stretch;
}

TreeNodes NodesOf(const Picture& picture, const Tree& tree, std::size_t fold) {
  return Builder{picture, tree, fold}.Build();
}

}  // namespace dbspan::view
