#include "view/top_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <sstream>
#include <vector>

#include "view/top_columns.h"
#include "view/top_help.h"
#include "view/top_rows.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

constexpr double kNanosecondsInSecond = 1e9;
constexpr std::size_t kShortestName = 16;

std::size_t WidthOf(const std::vector<TopColumn>& columns) {
  std::size_t width = 0;
  for (const TopColumn& column : columns) width += column.width + 2;
  return width;
}

const char* NameOf(TopChoices::Sort sort) {
  switch (sort) {
    case TopChoices::Sort::kMean:
      return "mean";
    case TopChoices::Sort::kP95:
      return "p95";
    case TopChoices::Sort::kCount:
      return "count";
    case TopChoices::Sort::kRate:
      return "rate";
    case TopChoices::Sort::kFailed:
      return "failed";
    case TopChoices::Sort::kHits:
      return "hits";
    case TopChoices::Sort::kTotal:
      break;
  }
  return "total";
}

std::string ClockText(std::int64_t nanoseconds) {
  const auto seconds = std::max<std::int64_t>(nanoseconds / 1'000'000'000, 0);
  char text[32];
  std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(seconds / 60),
                static_cast<long long>(seconds % 60));
  return text;
}

std::string Heading(const TopSnapshot& now, const TopSnapshot* before,
                    const std::vector<TopRow>& rows, double seconds, const TopChoices& choices) {
  std::uint64_t count = 0;
  std::int64_t total = 0;
  std::int64_t hits = 0;
  std::int64_t lookups = 0;
  for (const TopRow& row : rows) {
    count += row.count;
    total += row.total;
    hits += std::max<std::int64_t>(row.hits, 0);
    lookups += row.lookups;
  }
  // The end of the heading is cut in a narrow terminal.
  std::string text = std::string{"dbspan top  "} + (choices.paused ? "PAUSED  " : "") +
                     Printable(now.title) + ", " +
                     CountText(now.processes, "process", "processes") + "  " +
                     ClockText(now.time - now.started) + "  ";
  text +=
      CountText(static_cast<std::uint64_t>(std::llround(static_cast<double>(count) / seconds))) +
      " ops/s";
  if (count > 0)
    text +=
        "  mean " + Milliseconds(static_cast<double>(total) / static_cast<double>(count)) + " ms";
  text += "  failed " + CountText(now.failed);
  if (lookups > 0)
    text += "  hit " + ShareText(static_cast<double>(hits), static_cast<double>(lookups));
  text += "  lost " + CountText(now.lost);
  text += std::string{"  sorted by "} + NameOf(choices.sort) + ", " +
          (before == nullptr
               ? "since start"
               : "last " + CountText(static_cast<std::uint64_t>(std::llround(seconds))) + " s");
  return text;
}

std::string InFlight(const TopSnapshot& now) {
  if (now.in_flight.empty()) return "in flight 0";
  const auto oldest = std::min_element(
      now.in_flight.begin(), now.in_flight.end(),
      [](const TopInFlight& left, const TopInFlight& right) { return left.start < right.start; });
  return "in flight " + CountText(now.in_flight.size()) + ", oldest " +
         DurationText(std::max<std::int64_t>(now.time - oldest->start, 0)) + ": " +
         Printable(oldest->text);
}

}  // namespace

std::string DrawTop(const TopSnapshot& now, const TopSnapshot* before, const TopChoices& choices,
                    const Look& look, std::size_t height, TopShown* shown) {
  const std::vector<TopRow> rows = RowsOf(now, before, choices);
  const std::int64_t since = before == nullptr ? now.started : before->time;
  const double seconds =
      std::max(static_cast<double>(now.time - since) / kNanosecondsInSecond, 0.001);
  double total = 0;
  for (const TopRow& row : rows) total += static_cast<double>(row.total);
  std::vector<TopColumn> columns = ColumnsOf(seconds, total);
  for (TopColumn& column : columns) {
    column.width = CellsOf(column.heading);
    for (const TopRow& row : rows) column.width = std::max(column.width, CellsOf(column.cell(row)));
  }
  const std::size_t mark = height > 0 ? 2 : 0;
  while (!columns.empty() && WidthOf(columns) + kShortestName + mark > look.width) {
    columns.pop_back();
  }
  const std::size_t name_width = look.width - std::min(look.width, WidthOf(columns) + mark);
  const auto line = [&](const std::string& first, const std::string& name,
                        const std::function<std::string(const TopColumn&)>& cell) {
    std::string text = first + FillTo(name, name_width);
    for (const TopColumn& column : columns) {
      text += "  " + (column.heading == "SYSTEM" ? FillTo(cell(column), column.width)
                                                 : FillLeftTo(cell(column), column.width));
    }
    return text;
  };

  std::vector<std::string> lines;
  lines.push_back(
      Paint(CutTo(Heading(now, before, rows, seconds, choices), look.width), Colour::kBold, look));
  lines.push_back(Paint(line(std::string(mark, ' '), "STATEMENT",
                             [](const TopColumn& column) { return column.heading; }),
                        Colour::kDim, look));
  const std::size_t selected = std::min(choices.selected, rows.empty() ? 0 : rows.size() - 1);
  if (shown != nullptr) {
    *shown = {rows.size(), rows.empty() ? std::string{} : rows[selected].statement->hash};
  }
  std::string keys =
      choices.typing
          ? CutTo("filter: " + Printable(choices.filter) + "_", look.width)
          : Wrap((choices.filter.empty() ? "" : "filter: " + Printable(choices.filter) + " · ") +
                     TopKeysText(),
                 look.width, 0);
  const auto lines_of_keys = [&keys] {
    return static_cast<std::size_t>(std::count(keys.begin(), keys.end(), '\n')) + 1;
  };
  if (lines_of_keys() > height / 2) keys = CutTo("? help · q quit", look.width);
  const std::size_t key_lines = lines_of_keys();
  const std::size_t room =
      height == 0 ? rows.size() : std::max(height, 4 + key_lines) - 3 - key_lines;
  std::size_t first = 0;
  if (selected >= room && room > 0) first = selected - room + 1;
  std::vector<std::string> body;
  if (choices.help && height > 0) {
    for (const std::string& text : TopHelp()) {
      body.push_back(CutTo(text, look.width));
    }
  } else if (choices.output && height > 0) {
    body = LastLinesOf(choices.output_text, room, look.width);
  } else {
    for (std::size_t i = first; i < rows.size() && body.size() < room; ++i) {
      const TopRow& row = rows[i];
      const std::string first_cells = mark == 0 ? "" : i == selected ? "> " : "  ";
      const std::string text = line(first_cells, CutTo(Printable(row.statement->label), name_width),
                                    [&row](const TopColumn& column) { return column.cell(row); });
      body.push_back(row.failed > 0 ? Paint(text, Colour::kRed, look) : text);
      const bool whole = (choices.details && i == selected) || choices.wrap;
      if (!whole || height == 0) continue;
      std::istringstream wrapped{Wrap(Printable(row.statement->text), look.width - 4, 0)};
      for (std::string part; std::getline(wrapped, part) && body.size() < room;) {
        body.push_back("    " + part);
      }
      if (!choices.details || i != selected) continue;
      for (const std::string& error : row.statement->errors) {
        body.push_back(Paint(CutTo("    " + Printable(error), look.width), Colour::kRed, look));
      }
      for (const std::string& trace : row.statement->traces) {
        body.push_back(Paint(CutTo("    " + Printable(trace), look.width), Colour::kDim, look));
      }
    }
    if (rows.empty()) body.push_back(std::string(mark, ' ') + "no operations");
  }
  body.resize(std::min(body.size(), std::max<std::size_t>(room, 1)));
  lines.insert(lines.end(), body.begin(), body.end());
  if (height > 0) {
    lines.resize(std::max(lines.size(), height - std::min<std::size_t>(height, 1 + key_lines)));
  }
  const std::string& message = choices.message.empty() ? choices.trouble : choices.message;
  lines.push_back(
      CutTo(message.empty() || height == 0 ? InFlight(now) : Printable(message), look.width));
  if (height > 0) {
    std::istringstream parts{keys};
    for (std::string part; std::getline(parts, part);) {
      lines.push_back(Paint(part, Colour::kDim, look));
    }
  }
  if (height > 0) lines.resize(std::min(lines.size(), height));
  std::string screen;
  for (const std::string& one : lines) screen += (look.unicode ? one : ToAscii(one)) + '\n';
  return screen;
}

}  // namespace dbspan::view
