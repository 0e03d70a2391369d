#include "view/page_choice.h"

#include <algorithm>

namespace dbspan::view {

PageRows ChooseRows(const Picture& picture, std::size_t most) {
  const Forest& forest = picture.forest;
  std::vector<bool> keep(forest.trees.size());
  std::size_t used = 0;
  const auto take = [&](std::uint32_t tree, std::size_t limit) {
    if (keep[tree] || used + forest.trees[tree].rows > limit) return;
    keep[tree] = true;
    used += forest.trees[tree].rows;
  };
  std::vector<std::uint32_t> order(forest.trees.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  if (forest.rows.size() <= most) {
    keep.assign(keep.size(), true);
  } else {
    for (const PlacedFinding& placed : picture.findings) {
      if (placed.tree != PlacedFinding::kNoTree) take(placed.tree, most / 4);
    }
    for (const std::uint32_t tree : order) {
      if (forest.trees[tree].failed > 0) take(tree, most / 2);
    }
    std::stable_sort(order.begin(), order.end(), [&forest](std::uint32_t a, std::uint32_t b) {
      return forest.trees[a].end - forest.trees[a].start >
             forest.trees[b].end - forest.trees[b].start;
    });
    for (const std::uint32_t tree : order) take(tree, most - most / 4);
    // Spread over time: every step-th tree first, then the trees between them.
    const std::size_t step = 1 + forest.rows.size() / std::max<std::size_t>(most / 4, 1);
    for (std::size_t offset = 0; offset < step && used < most; ++offset) {
      for (std::size_t i = offset; i < keep.size(); i += step)
        take(static_cast<std::uint32_t>(i), most);
    }
  }
  order = {};
  PageRows kept;
  kept.row_of.assign(forest.rows.size(), -1);
  kept.tree_of.assign(forest.trees.size(), -1);
  for (std::uint32_t i = 0; i < keep.size(); ++i) {
    if (!keep[i]) continue;
    kept.tree_of[i] = static_cast<std::int32_t>(kept.trees.size());
    kept.trees.push_back(i);
    for (std::uint32_t row = 0; row < forest.trees[i].rows; ++row) {
      kept.row_of[forest.trees[i].first + row] = static_cast<std::int32_t>(kept.rows++);
    }
  }
  return kept;
}

}  // namespace dbspan::view
