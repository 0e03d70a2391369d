#include "view/tree_lines.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "view/tree_nodes.h"

namespace dbspan::view {
namespace {

constexpr std::size_t kDeepest = 20;
constexpr const char* kLast = "└─ ";
// Chooses the nodes of a tree to draw and makes lines of them.
class Drawing {
 public:
  Drawing(const Picture& picture, const Tree& tree, const TreeOptions& options)
      : picture_(picture), options_(options), tree_nodes_(NodesOf(picture, tree, options.fold)) {}

  TreeLines Draw() {
    Choose();
    TreeLines result;
    for (const std::size_t root : tree_nodes_.roots) {
      if (nodes_[root].chosen) Emit(root, result);
    }
    for (const TreeNode& node : nodes_) {
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

  void Choose();
  void Emit(std::size_t root, TreeLines& result) const;
  TreeLine LineOf(const TreeNode& node, std::string branch) const;
  std::int64_t PauseBetween(std::size_t earlier, std::size_t later) const;

  const Picture& picture_;
  const TreeOptions& options_;
  TreeNodes tree_nodes_;
  std::vector<TreeNode>& nodes_ = tree_nodes_.nodes;
};

void Drawing::Choose() {
  struct Candidate {
    int rank = 0;
    std::int64_t duration = 0;
    std::size_t node = 0;
  };
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    Candidate candidate{3, 0, i};
    for (const std::uint32_t row : nodes_[i].rows) {
      const StoredSpan* span = picture_.SpanOf(RowAt(row));
      candidate.duration += std::max<std::int64_t>(RowAt(row).duration, 0);
      if (span == nullptr) continue;
      if (span->failed() || span->duration < 0) candidate.rank = std::min(candidate.rank, 1);
      if (picture_.finding_of_row[row] > 0) candidate.rank = std::min(candidate.rank, 2);
    }
    if (nodes_[i].parent == TreeNode::kNone) candidate.rank = 0;
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
    for (std::size_t node = candidate.node; node != TreeNode::kNone && !nodes_[node].chosen;
         node = nodes_[node].parent) {
      ++missing;
    }
    if (used + missing > room) continue;
    used += missing;
    for (std::size_t node = candidate.node; node != TreeNode::kNone && !nodes_[node].chosen;
         node = nodes_[node].parent) {
      nodes_[node].chosen = true;
    }
  }
}

// Appends the lines of a root and its descendants. It does not recurse, because the depth of a
// trace is not limited. Lines deeper than `kDeepest` are not indented further.
void Drawing::Emit(std::size_t root, TreeLines& result) const {
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
    const TreeNode& node = nodes_[next.node];
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

TreeLine Drawing::LineOf(const TreeNode& node, std::string branch) const {
  TreeLine line;
  line.rows = node.rows;
  line.branch = std::move(branch);
  const Stretch& stretch = tree_nodes_.stretches[node.stretch];
  line.scale_start = stretch.start;
  line.scale_end = stretch.end;
  const Row& row = RowAt(node.rows[0]);
  line.over_all = (row.kind == RowKind::kProcess && tree_nodes_.stretches.size() > 1) ||
                  (row.kind == RowKind::kTransaction &&
                   tree_nodes_.StretchOf(row.start) != tree_nodes_.StretchOf(row.end()));
  return line;
}

std::int64_t Drawing::PauseBetween(std::size_t earlier, std::size_t later) const {
  if (nodes_[earlier].stretch == nodes_[later].stretch) return 0;
  return tree_nodes_.stretches[nodes_[later].stretch].start -
         tree_nodes_.stretches[nodes_[earlier].stretch].end;
}

}  // namespace

TreeLines LinesOf(const Picture& picture, const Tree& tree, const TreeOptions& options) {
  return Drawing{picture, tree, options}.Draw();
}

}  // namespace dbspan::view
