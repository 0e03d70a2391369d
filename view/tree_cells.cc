#include "view/tree_cells.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "insight/busy_time.h"
#include "view/attribute_text.h"
#include "view/tree_text.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

void Append(std::string& text, const std::string& part) {
  if (part.empty()) return;
  if (!text.empty()) text += ", ";
  text += part;
}

std::string Lookups(std::int64_t hits, std::int64_t misses) {
  if (hits < 0) return {};
  if (hits + misses == 1) return hits == 1 ? "hit" : "miss";
  std::string text;
  if (hits > 0) text = CountText(static_cast<std::uint64_t>(hits), "hit", "hits");
  if (misses > 0) Append(text, CountText(static_cast<std::uint64_t>(misses), "miss", "misses"));
  return text;
}

struct Sums {
  std::int64_t rows = -1;
  std::int64_t affected = -1;
  std::int64_t hits = -1;
  std::int64_t misses = -1;

  void Add(const StoredSpan& span) {
    AddTo(rows, span.rows);
    AddTo(affected, span.affected);
    AddTo(hits, span.hits);
    AddTo(misses, span.misses);
  }
  std::string Text() const {
    std::string text;
    if (rows >= 0) Append(text, CountText(static_cast<std::uint64_t>(rows), "row", "rows"));
    if (affected >= 0) Append(text, CountText(static_cast<std::uint64_t>(affected)) + " affected");
    Append(text, Lookups(hits, std::max<std::int64_t>(misses, 0)));
    return text;
  }

 private:
  static void AddTo(std::int64_t& sum, std::int64_t number) {
    if (number >= 0) sum = std::max<std::int64_t>(sum, 0) + number;
  }
};

std::string FailureOf(const Picture& picture, const StoredSpan& span) {
  const StringTable& strings = picture.store->strings();
  std::string text = "ERROR";
  if (span.error != 0) text += " " + std::string{strings[span.error]};
  std::string_view message = strings[span.message];
  // PostgreSQL messages begin with "ERROR:", which `text` has already.
  if (message.substr(0, 6) == "ERROR:") message.remove_prefix(6);
  while (!message.empty() && message.front() == ' ') message.remove_prefix(1);
  // Redis messages begin with the code, which `text` has already.
  const std::string_view code = strings[span.error];
  if (!code.empty() && message.substr(0, code.size()) == code) message.remove_prefix(code.size());
  while (!message.empty() && message.front() == ' ') message.remove_prefix(1);
  if (!message.empty()) text += " " + std::string{message};
  return Printable(text);
}

// Returns the number of operations among all descendants of a row.
std::string OperationsBelow(const Picture& picture, std::uint32_t number) {
  const auto& rows = picture.forest.rows;
  std::uint64_t operations = 0;
  for (std::uint32_t i = number + 1; i <= number + rows[number].below; ++i) {
    const StoredSpan* span = picture.SpanOf(rows[i]);
    if (span != nullptr && span->is_operation()) operations += span->times;
  }
  return CountText(operations, "op", "ops");
}

// Returns the bar of a line: a cell is filled if one of the rows ran in its time range. A row that
// is shorter than a cell fills one cell.
std::string BarOf(const Picture& picture, const TreeLine& line, std::size_t width) {
  if (line.over_all) return std::string(width, ' ');
  const double scale = static_cast<double>(width) / static_cast<double>(std::max<std::int64_t>(
                                                        line.scale_end - line.scale_start, 1));
  std::vector<const char*> cells(width, " ");
  for (const std::uint32_t number : line.rows) {
    const Row& row = picture.forest.rows[number];
    const bool open = row.duration < 0;
    const auto cell = [&](std::int64_t time) {
      const double at = static_cast<double>(time - line.scale_start) * scale;
      return std::clamp(at, 0.0, static_cast<double>(width));
    };
    const auto from = std::min(static_cast<std::size_t>(cell(row.start)), width - 1);
    const double end = open ? static_cast<double>(width) : cell(row.end());
    const auto to = std::max(static_cast<std::size_t>(std::lround(end)), from + 1);
    for (std::size_t i = from; i < to; ++i) cells[i] = open ? "▒" : "█";
  }
  std::string bar;
  for (const char* cell : cells) bar += cell;
  return bar;
}

Cells FoldCells(const Picture& picture, const TreeLine& line) {
  Cells cells;
  Sums sums;
  std::vector<insight::Interval> times;
  std::int64_t total = 0;
  std::uint64_t count = 0;
  for (const std::uint32_t number : line.rows) {
    const StoredSpan& span = *picture.SpanOf(picture.forest.rows[number]);
    sums.Add(span);
    times.emplace_back(span.start, span.start + std::min(span.busy, span.end() - span.start));
    total += span.busy;
    count += span.times;
  }
  cells.name = picture.NameOf(picture.forest.rows[line.rows[0]]) + "  × " + CountText(count);
  cells.duration = insight::BusyTime(std::move(times));
  cells.result = sums.Text();
  if (!cells.result.empty()) cells.result += "  ";
  cells.result += "mean " + DurationText(total / static_cast<std::int64_t>(count));
  // For concurrent operations, the sum exceeds the elapsed time.
  if (total > cells.duration + cells.duration / 100) {
    cells.result += "  sum " + DurationText(total);
  }
  return cells;
}

Cells RowCells(const Picture& picture, const Tree& tree, const TreeLine& line) {
  Cells cells;
  const std::uint32_t number = line.rows[0];
  const Row& row = picture.forest.rows[number];
  const StoredSpan* span = picture.SpanOf(row);
  cells.name = picture.NameOf(row);
  cells.duration = row.duration;
  cells.result = ResultOf(picture, row);
  if (row.parent < 0) cells.system = HexOf(tree.id).substr(0, 8);
  if (row.kind == RowKind::kProcess) cells.system.clear();
  if (span == nullptr || !span->is_operation()) {
    std::string below = row.below > 0 ? OperationsBelow(picture, number) : std::string{};
    Append(below, cells.result);
    cells.result = std::move(below);
  }
  if (span != nullptr && span->failed()) cells.result_colour = Colour::kRed;
  if (row.duration < 0) {
    cells.time = "  UNFINISHED";
    cells.result_colour = Colour::kYellow;
  } else if (span != nullptr && span->misses > 0 && span->hits == 0 && !span->failed()) {
    cells.result_colour = Colour::kYellow;
  }
  return cells;
}

}  // namespace

std::string ResultOf(const Picture& picture, const Row& row) {
  const StoredSpan* span = picture.SpanOf(row);
  if (span == nullptr) return {};
  if (span->failed()) return FailureOf(picture, *span);
  Sums sums;
  sums.Add(*span);
  return sums.Text();
}

Cells CellsOfLine(const Picture& picture, const Tree& tree, const TreeLine& line, std::size_t bar) {
  Cells cells;
  if (line.rows.empty()) {
    cells.name = line.branch + "⋯ " + DurationText(line.pause) + " idle";
    return cells;
  }
  const StoredSpan* span = picture.SpanOf(picture.forest.rows[line.rows[0]]);
  const bool several = line.rows.size() > 1 || (span != nullptr && span->times > 1);
  cells = several ? FoldCells(picture, line) : RowCells(picture, tree, line);
  if (span != nullptr && span->is_operation()) {
    const auto& statements = picture.store->aggregates().statements();
    cells.system =
        Printable(ShortSystem(statements[static_cast<std::size_t>(span->statement)].system));
  }
  const std::uint32_t finding = picture.finding_of_row[line.rows[0]];
  if (finding > 0) cells.result = "[" + std::to_string(finding) + "] " + cells.result;
  cells.over_all = line.over_all;
  cells.name = line.branch + Printable(cells.name);
  if (bar > 0) cells.bar = BarOf(picture, line, bar);
  return cells;
}

}  // namespace dbspan::view
