#include "view/tree_lines.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace dbspan::view {
namespace {

constexpr std::int64_t kShortestPause = 1'000'000'000;
constexpr std::int64_t kPauseFactor = 20;
constexpr std::int64_t kOutlierFactor = 5;
constexpr std::size_t kOutliers = 3;
constexpr std::size_t kDeepest = 20;
constexpr const char* kLast = "└─ ";
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Node {
  std::vector<std::uint32_t> rows;
  std::size_t parent = kNone;
  std::vector<std::size_t> children;
  std::size_t stretch = 0;
  bool chosen = false;
};

struct Stretch {
  std::int64_t start = 0;
  std::int64_t end = 0;
};

class Builder {
 public:
  Builder(const Picture& picture, const Tree& tree, const TreeOptions& options)
      : picture_(picture), tree_(tree), options_(options) {}

  TreeLines Build() {
    FindStretches();
    AddNodes();
    Choose();
    TreeLines result;
    for (const std::size_t root : roots_) {
      if (nodes_[root].chosen) Emit(root, result);
    }
    for (const Node& node : nodes_) {
      if (node.chosen) continue;
      for (const std::uint32_t row : node.rows) {
        const StoredSpan* span = picture_.SpanOf(RowAt(row));
        if (span != nullptr && span->is_operation()) result.operations_left_out += span->times;
      }
    }
    return result;
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
  void Choose();
  void Emit(std::size_t root, TreeLines& result) const;
  TreeLine LineOf(const Node& node, std::string branch) const;
  std::int64_t PauseBetween(std::size_t earlier, std::size_t later) const;
  std::size_t StretchOf(std::int64_t time) const;

  const Picture& picture_;
  const Tree& tree_;
  const TreeOptions& options_;
  std::vector<Stretch> stretches_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> roots_;
};

// Finds the stretches between long pauses, for a tree of operations without a parent. Other trees
// are one stretch, because the application may work between its operations.
void Builder::FindStretches() {
  stretches_.push_back({tree_.start, tree_.end});
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
  stretches_ = {{spans[0]->start, spans[0]->end()}};
  for (const Row* row : spans) {
    if (row->start - stretches_.back().end > pause) {
      stretches_.push_back({row->start, row->end()});
    }
    stretches_.back().end = std::max(stretches_.back().end, row->end());
  }
  if (tree_.unfinished > 0) stretches_.back().end = std::max(stretches_.back().end, tree_.end);
}

std::size_t Builder::StretchOf(std::int64_t time) const {
  std::size_t stretch = 0;
  while (stretch + 1 < stretches_.size() && stretches_[stretch + 1].start <= time) ++stretch;
  return stretch;
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
  AddSiblings(roots, kNone, waiting);
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
         StretchOf(a->start) == StretchOf(b->start);
}

void Builder::AddSiblings(const std::vector<std::uint32_t>& rows, std::size_t parent,
                          std::vector<std::pair<std::uint32_t, std::size_t>>& inner) {
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && Folds(rows[begin], rows[end])) ++end;
    if (end - begin >= options_.fold) {
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
  if (usual.size() < options_.fold) {
    for (const std::uint32_t row : equal) AddNode({row}, parent);
    return;
  }
  AddNode(std::move(usual), parent);
  for (const std::uint32_t row : special) AddNode({row}, parent);
}

std::size_t Builder::AddNode(std::vector<std::uint32_t> rows, std::size_t parent) {
  Node node;
  node.parent = parent;
  node.stretch = StretchOf(RowAt(rows.front()).start);
  node.rows = std::move(rows);
  nodes_.push_back(std::move(node));
  const std::size_t number = nodes_.size() - 1;
  if (parent == kNone) {
    roots_.push_back(number);
  } else {
    nodes_[parent].children.push_back(number);
  }
  return number;
}

void Builder::Choose() {
  struct Candidate {
    int rank = 0;
    std::int64_t duration = 0;
    std::size_t node = 0;
  };
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    Candidate candidate{3, 0, i};
    for (const std::uint32_t row : nodes_[i].rows) {
      const StoredSpan* span = SpanAt(row);
      candidate.duration += std::max<std::int64_t>(RowAt(row).duration, 0);
      if (span == nullptr) continue;
      if (span->failed() || span->duration < 0) candidate.rank = std::min(candidate.rank, 1);
      if (picture_.finding_of_row[row] > 0) candidate.rank = std::min(candidate.rank, 2);
    }
    if (nodes_[i].parent == kNone) candidate.rank = 0;
    candidates.push_back(candidate);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     return std::tuple{a.rank, -a.duration} < std::tuple{b.rank, -b.duration};
                   });
  // Reserve a line for the number of operations left out.
  const std::size_t room = nodes_.size() <= options_.lines
                               ? options_.lines
                               : std::max<std::size_t>(options_.lines, 2) - 1;
  std::size_t used = 0;
  for (const Candidate& candidate : candidates) {
    std::size_t missing = 0;
    for (std::size_t node = candidate.node; node != kNone && !nodes_[node].chosen;
         node = nodes_[node].parent) {
      ++missing;
    }
    if (used + missing > room) continue;
    used += missing;
    for (std::size_t node = candidate.node; node != kNone && !nodes_[node].chosen;
         node = nodes_[node].parent) {
      nodes_[node].chosen = true;
    }
  }
}

// Appends the lines of a root and its descendants. It does not recurse, because the depth of a
// trace is not limited. Lines deeper than `kDeepest` are not indented further.
void Builder::Emit(std::size_t root, TreeLines& result) const {
  struct Waiting {
    std::size_t node;
    std::size_t depth;
    std::string indent;
    std::string branch;
    std::int64_t pause;
  };
  std::vector<Waiting> waiting{{root, 0, "", "", 0}};
  while (!waiting.empty()) {
    const Waiting next = std::move(waiting.back());
    waiting.pop_back();
    if (next.pause > 0) {
      result.lines.emplace_back();
      result.lines.back().branch = next.indent + "│  ";
      result.lines.back().pause = next.pause;
    }
    const Node& node = nodes_[next.node];
    result.lines.push_back(LineOf(node, next.indent + next.branch));

    std::vector<std::size_t> chosen;
    for (const std::size_t child : node.children) {
      if (nodes_[child].chosen) chosen.push_back(child);
    }
    std::string below = next.indent;
    if (next.depth > 0 && next.depth < kDeepest)
      below += next.branch == std::string_view{kLast} ? "   " : "│  ";
    for (std::size_t i = chosen.size(); i-- > 0;) {
      const std::int64_t pause = i == 0 ? 0 : PauseBetween(chosen[i - 1], chosen[i]);
      const char* branch = i + 1 == chosen.size() ? kLast : "├─ ";
      waiting.push_back({chosen[i], next.depth + 1, below, branch, pause});
    }
  }
}

TreeLine Builder::LineOf(const Node& node, std::string branch) const {
  TreeLine line;
  line.rows = node.rows;
  line.branch = std::move(branch);
  const Stretch& stretch = stretches_[node.stretch];
  line.scale_start = stretch.start;
  line.scale_end = stretch.end;
  const Row& row = RowAt(node.rows[0]);
  line.over_all =
      (row.kind == RowKind::kProcess && stretches_.size() > 1) ||
      (row.kind == RowKind::kTransaction && StretchOf(row.start) != StretchOf(row.end()));
  return line;
}

std::int64_t Builder::PauseBetween(std::size_t earlier, std::size_t later) const {
  if (nodes_[earlier].stretch == nodes_[later].stretch) return 0;
  return stretches_[nodes_[later].stretch].start - stretches_[nodes_[earlier].stretch].end;
}

}  // namespace

TreeLines LinesOf(const Picture& picture, const Tree& tree, const TreeOptions& options) {
  return Builder{picture, tree, options}.Build();
}

}  // namespace dbspan::view
