#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "view/picture.h"

namespace dbspan::view {

/// A row of a tree, or equal siblings that are drawn as one.
struct TreeNode {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::vector<std::uint32_t> rows;
  std::size_t parent = kNone;
  std::vector<std::size_t> children;
  std::size_t stretch = 0;
  bool chosen = false;
};

/// A part of a tree between two long pauses; bars are to scale within it.
struct Stretch {
  std::int64_t start = 0;
  std::int64_t end = 0;
};

/// The nodes of a tree; they refer to each other by index.
struct TreeNodes {
  std::vector<Stretch> stretches;
  std::vector<TreeNode> nodes;
  std::vector<std::size_t> roots;

  std::size_t StretchOf(std::int64_t time) const;
};

/// Finds the long pauses of a tree and folds `fold` or more equal siblings. The rules are those of
/// LinesOf.
TreeNodes NodesOf(const Picture& picture, const Tree& tree, std::size_t fold);

}  // namespace dbspan::view
