#include "view/tree_text.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "view/tree_cells.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

struct Columns {
  std::size_t name = 0;
  std::size_t system = 0;
  std::size_t bar = 0;
  std::size_t time = 0;
  std::size_t result = 0;
};

constexpr std::size_t kSystem = 10;
constexpr std::size_t kShortestName = 20;
constexpr std::size_t kShortestResult = 8;

std::size_t BarWidth(const Look& look) {
  return look.width >= 100 ? 24 : look.width >= 80 ? 12 : 0;
}

Columns Measure(const std::vector<Cells>& lines, const Look& look) {
  Columns columns;
  columns.bar = BarWidth(look);
  std::size_t names = 0;
  for (const Cells& line : lines) {
    names = std::max(names, CellsOf(line.name));
    columns.system = std::max(columns.system, std::min(CellsOf(line.system), kSystem));
    columns.time = std::max(columns.time, CellsOf(line.time));
    columns.result = std::max(columns.result, CellsOf(line.result));
  }
  const auto rest_of_line = [&] {
    const std::size_t fixed =
        2 + columns.system + (columns.bar > 0 ? 4 + columns.bar : 2) + columns.time + 2;
    return look.width > fixed ? look.width - fixed : 1;
  };
  // The system gives way to results in a very narrow terminal: it would hide errors.
  if (rest_of_line() < kShortestName + kShortestResult) columns.system = 0;
  const std::size_t rest = rest_of_line();
  // The results get a third of the space, and the part that names do not need.
  const std::size_t third = std::min(columns.result, std::max(rest / 3, kShortestResult));
  columns.name = std::min(names, std::max(rest - std::min(third, rest), kShortestName));
  columns.name = std::min(columns.name, rest);
  columns.result = std::min(columns.result, rest - columns.name);
  return columns;
}

std::string Layout(const Cells& line, const Columns& columns, const Look& look) {
  std::string text = FillTo(line.name, columns.name) + "  " +
                     Paint(FillTo(line.system, columns.system), Colour::kDim, look);
  if (columns.bar > 0) {
    text += "  |" + (line.bar.empty() ? std::string(columns.bar, ' ') : line.bar) + "|";
  } else {
    text += "  ";
  }
  text += FillLeftTo(line.time, columns.time) + "  ";
  text += Paint(CutTo(line.result, columns.result), line.result_colour, look);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text + '\n';
}

}  // namespace

std::string DrawTree(const Picture& picture, const Tree& tree, const Look& look,
                     const TreeOptions& options) {
  const TreeLines chosen = LinesOf(picture, tree, options);
  const std::size_t bar = BarWidth(look);
  std::vector<Cells> lines;
  std::vector<std::int64_t> durations;
  for (const TreeLine& line : chosen.lines) {
    lines.push_back(CellsOfLine(picture, tree, line, bar));
    durations.push_back(line.over_all ? -1 : lines.back().duration);
  }
  const Unit unit = UnitFor(durations);
  for (Cells& line : lines) {
    if (!line.time.empty() || line.duration < 0) continue;
    line.time =
        "  " + (line.over_all ? DurationText(line.duration) : DurationText(line.duration, unit));
  }
  const Columns columns = Measure(lines, look);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (chosen.lines[i].rows.empty()) {
      text += CutTo(lines[i].name, look.width) + '\n';
      continue;
    }
    text += Layout(lines[i], columns, look);
  }
  if (chosen.operations_left_out > 0) {
    text += "  … " + CountText(chosen.operations_left_out, "more operation", "more operations") +
            "   --all\n";
  }
  return text;
}

}  // namespace dbspan::view
