#include "view/page_choice.h"

#include <algorithm>

namespace dbspan::view {

PageRows ChooseRows(const Picture& picture, std::size_t most, std::size_t ordinary) {
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
  // The choice is among whole trees, and that of a busy process can be most of the rows.
  std::size_t largest = 0;
  for (const Tree& tree : forest.trees) largest = std::max<std::size_t>(largest, tree.rows);
  ordinary = std::min(std::max(ordinary, 4 * largest), most);
  if (forest.rows.size() <= ordinary) {
    keep.assign(keep.size(), true);
  } else {
    for (const PlacedFinding& placed : picture.findings) {
      if (placed.tree != PlacedFinding::kNoTree) take(placed.tree, most / 4);
    }
    for (const std::uint32_t tree : order) {
      if (forest.trees[tree].failed > 0) take(tree, most / 2);
    }
    const std::size_t quarter = ordinary / 4;
    const std::size_t all = std::min(most, used + ordinary);
    const auto take_highest = [&](auto value, std::size_t limit) {
      std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return value(forest.trees[a]) > value(forest.trees[b]);
      });
      for (const std::uint32_t tree : order) take(tree, limit);
    };
    if (picture.run.live) {
      take_highest([](const Tree& tree) { return tree.end; }, used + std::min(all - used, quarter));
    }
    take_highest([](const Tree& tree) { return tree.end - tree.start; }, all - quarter);
    // Spread over time: every step-th tree first, then the trees between them.
    const std::size_t step = 1 + forest.rows.size() / std::max<std::size_t>(quarter, 1);
    for (std::size_t offset = 0; offset < step && used < all; ++offset) {
      for (std::size_t i = offset; i < keep.size(); i += step)
        take(static_cast<std::uint32_t>(i), all);
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
