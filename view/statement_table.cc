#include "view/statement_table.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "view/units.h"

namespace dbspan::view {
namespace {

constexpr std::size_t kShortestName = 18;

struct Column {
  std::string heading;
  std::vector<std::string> cells;
  std::size_t importance = 0;  ///< If space is short, the column with the lowest is removed first.

  std::size_t Width() const {
    std::size_t width = CellsOf(heading);
    for (const std::string& cell : cells) width = std::max(width, CellsOf(cell));
    return width;
  }
};

using Statements = std::vector<const Statement*>;

Column Durations(const char* heading, std::size_t importance, const Statements& statements,
                 const std::function<std::int64_t(const Statement&)>& value) {
  Column column{heading, {}, importance};
  std::vector<std::int64_t> values;
  for (const Statement* statement : statements) {
    values.push_back(statement->durations.count() == 0 ? -1 : value(*statement));
  }
  const Unit unit = UnitFor(values);
  for (const std::int64_t duration : values) {
    column.cells.push_back(duration < 0 ? "-" : DurationText(duration, unit));
  }
  return column;
}

Column Counts(const char* heading, std::size_t importance, const Statements& statements,
              const std::function<std::int64_t(const Statement&)>& value) {
  Column column{heading, {}, importance};
  for (const Statement* statement : statements) {
    const std::int64_t count = value(*statement);
    column.cells.push_back(count < 0 ? "-" : CountText(static_cast<std::uint64_t>(count)));
  }
  return column;
}

Column HitRatios(std::size_t importance, const Statements& statements) {
  Column column{"hit", {}, importance};
  for (const Statement* statement : statements) {
    const std::int64_t lookups = statement->hits + std::max<std::int64_t>(statement->misses, 0);
    column.cells.push_back(
        statement->hits < 0 || lookups <= 0
            ? ""
            : ShareText(static_cast<double>(statement->hits), static_cast<double>(lookups)));
  }
  return column;
}

std::vector<Column> ColumnsOf(const Statements& statements) {
  std::vector<Column> columns;
  Column systems{"system", {}, 5};
  bool cache = false;
  bool failed = false;
  for (const Statement* statement : statements) {
    systems.cells.push_back(CutTo(Printable(ShortSystem(statement->system)), 12));
    cache = cache || statement->hits >= 0;
    failed = failed || statement->failed > 0;
  }
  columns.push_back(systems);
  columns.push_back(Counts("count", 9, statements, [](const Statement& statement) {
    return static_cast<std::int64_t>(statement.count());
  }));
  columns.push_back(Durations("total", 8, statements, [](const Statement& statement) {
    return statement.durations.total();
  }));
  columns.push_back(Durations("mean", 7, statements, [](const Statement& statement) {
    return statement.durations.mean();
  }));
  columns.push_back(Durations("p95", 4, statements, [](const Statement& statement) {
    return statement.durations.Percentile(0.95);
  }));
  columns.push_back(Durations(
      "max", 1, statements, [](const Statement& statement) { return statement.durations.max(); }));
  columns.push_back(
      Counts("rows", 2, statements, [](const Statement& statement) { return statement.rows; }));
  // With the same importance as the mean, it stays longer than that.
  columns.push_back(Counts("failed", failed ? 7 : 6, statements, [](const Statement& statement) {
    return statement.failed == 0 ? -1 : static_cast<std::int64_t>(statement.failed);
  }));
  if (cache) columns.push_back(HitRatios(3, statements));
  return columns;
}

std::size_t WidthOf(const std::vector<Column>& columns) {
  std::size_t width = 0;
  for (const Column& column : columns) width += 3 + column.Width();
  return width;
}

void DropWhatDoesNotFit(std::vector<Column>& columns, std::size_t width) {
  while (columns.size() > 1 && WidthOf(columns) + kShortestName > width) {
    columns.erase(std::min_element(columns.begin(), columns.end(),
                                   [](const Column& left, const Column& right) {
                                     return left.importance < right.importance;
                                   }));
  }
}

}  // namespace

std::string DrawStatements(const Picture& picture, const Look& look, std::size_t rows) {
  const auto& all = picture.store->aggregates().statements();
  Statements statements;
  std::vector<std::string> names;
  for (const std::uint32_t number : picture.by_total) {
    if (statements.size() == rows) break;
    statements.push_back(&all[number]);
    names.push_back(Printable(picture.labels[number]));
  }
  if (statements.empty()) return {};

  std::vector<Column> columns = ColumnsOf(statements);
  DropWhatDoesNotFit(columns, look.width);
  const std::size_t room = look.width - std::min(look.width, WidthOf(columns));
  std::string heading = "statements by total time";
  if (CellsOf(heading) > room) heading = "statements";
  std::size_t name_width = CellsOf(heading);
  for (const std::string& name : names) name_width = std::max(name_width, CellsOf(name));
  name_width = std::min(name_width, std::max<std::size_t>(room, 8));

  const auto line = [&](const std::string& name,
                        const std::function<std::string(const Column&)>& cell) {
    std::string text = FillTo(name, name_width);
    for (const Column& column : columns) {
      const std::size_t width = column.Width();
      text += "   " + (column.heading == "system" ? FillTo(cell(column), width)
                                                  : FillLeftTo(cell(column), width));
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
  };
  std::string text = Paint(line(heading, [](const Column& column) { return column.heading; }),
                           Colour::kBold, look) +
                     '\n';
  for (std::size_t i = 0; i < statements.size(); ++i) {
    text += line(names[i], [i](const Column& column) { return column.cells[i]; }) + '\n';
  }
  if (statements.size() < all.size()) {
    text += "  … " + CountText(all.size() - statements.size()) + " more   --statements all\n";
  }
  return text;
}

}  // namespace dbspan::view
