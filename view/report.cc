#include "view/report.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "view/statement_table.h"
#include "view/tree_text.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

// Orders the trees by importance: with failed or unfinished operations first, then the slowest of
// each name, then the others by duration.
std::vector<std::uint32_t> RankTrees(const Picture& picture) {
  const auto& trees = picture.forest.trees;
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < trees.size(); ++i) order.push_back(i);
  const auto duration = [&trees](std::uint32_t tree) {
    return trees[tree].of_process ? trees[tree].busy : trees[tree].end - trees[tree].start;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return duration(a) > duration(b); });
  std::map<std::string, std::size_t> of_name;
  std::vector<std::size_t> rank(trees.size());
  for (const std::uint32_t tree : order) {
    rank[tree] = of_name[picture.NameOf(picture.forest.rows[trees[tree].first])]++;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto bad = [&trees](std::uint32_t tree) {
      return trees[tree].failed + trees[tree].unfinished > 0 ? 0 : 1;
    };
    return std::tuple{bad(a), rank[a]} < std::tuple{bad(b), rank[b]};
  });
  return order;
}

std::string LeftOut(const Picture& picture, const std::vector<std::uint32_t>& order,
                    std::size_t drawn) {
  const auto& trees = picture.forest.trees;
  const auto duration = [&trees](std::uint32_t tree) {
    return trees[tree].end - trees[tree].start;
  };
  std::int64_t fastest_drawn = 0;
  std::int64_t slowest_left = 0;
  std::uint64_t failed = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::int64_t time = duration(order[i]);
    if (i < drawn) {
      fastest_drawn = i == 0 ? time : std::min(fastest_drawn, time);
      continue;
    }
    slowest_left = std::max(slowest_left, time);
    if (trees[order[i]].failed > 0) ++failed;
  }
  std::string text = CountText(order.size() - drawn, "more trace", "more traces");
  const bool faster = slowest_left <= fastest_drawn;
  if (failed > 0) {
    text += ", " + CountText(failed) + " with errors";
  } else {
    text += faster ? ", all faster and without errors" : ", without errors";
  }
  return text + "   --all, --html FILE\n";
}

std::string DrawTrees(const Picture& picture, const Look& look, const ReportOptions& options) {
  const auto& trees = picture.forest.trees;
  const std::vector<std::uint32_t> order = RankTrees(picture);
  std::size_t room = options.lines;
  std::size_t drawn = 0;
  std::map<std::uint32_t, std::string> texts;  // keys are tree indices, thus in order of start
  for (const std::uint32_t tree : order) {
    constexpr std::size_t kSmallest = 4;
    if (room < kSmallest && drawn > 0) break;
    TreeOptions tree_options;
    tree_options.lines = room;
    std::string text = DrawTree(picture, trees[tree], look, tree_options);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    room -= std::min(room, lines);
    texts.emplace(tree, std::move(text));
    ++drawn;
  }
  std::string all;
  for (const auto& [tree, text] : texts) all += '\n' + text;
  if (drawn < order.size()) all += LeftOut(picture, order, drawn);
  return all;
}

std::string DrawFindings(const Picture& picture, const Look& look) {
  std::string text;
  for (std::size_t i = 0; i < picture.findings.size(); ++i) {
    const PlacedFinding& placed = picture.findings[i];
    const std::string number = "[" + std::to_string(i + 1) + "] ";
    const std::string sentence = std::string{insight::TitleOf(placed.finding.kind)} + ": " +
                                 Printable(placed.sentence) + " " + placed.advice;
    text += Paint(number, Colour::kCyan, look) +
            Wrap(sentence, look.width - number.size(), number.size()) + '\n';
    if (placed.where.empty()) continue;
    text += CutTo("    first called from " + Printable(placed.where), look.width) + '\n';
  }
  return text.empty() ? text : '\n' + text;
}

std::string DrawFailures(const Picture& picture, const Look& look, const ReportOptions& options) {
  const std::size_t all = picture.failures.size();
  const std::size_t shown = std::min(all, options.lines / 2);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const PlacedFailure& failure = picture.failures[i];
    const std::string times = failure.count > 1 ? "  × " + CountText(failure.count) : "";
    text += CutTo(Printable(failure.label) + times + "  ERROR " + Printable(failure.error) +
                      "  called from " + Printable(failure.where),
                  look.width) +
            '\n';
  }
  if (shown < all) {
    text += "  … " + CountText(all - shown, "more kind of failure", "more kinds of failure") +
            "   --all\n";
  }
  return text.empty() ? text : '\n' + text;
}

}  // namespace

std::string DrawReport(const Picture& picture, const Look& look, const ReportOptions& options) {
  std::string text = DrawHead(picture, look);
  if (!picture.forest.trees.empty()) text += DrawTrees(picture, look, options);
  const std::string statements = DrawStatements(picture, look, options.statements);
  if (!statements.empty()) text += '\n' + statements;
  text += DrawFindings(picture, look);
  text += DrawFailures(picture, look, options);
  return look.unicode ? text : ToAscii(text);
}

}  // namespace dbspan::view
