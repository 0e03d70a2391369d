#include "view/top_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <sstream>
#include <vector>

#include "view/picture.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

constexpr double kNanosecondsInSecond = 1e9;
constexpr std::size_t kShortestName = 16;

struct TopRow {
  const TopStatement* statement = nullptr;
  std::uint64_t count = 0;
  std::uint64_t failed = 0;
  std::int64_t rows = -1;
  std::int64_t hits = -1;
  std::int64_t lookups = 0;
  std::int64_t total = 0;
  std::int64_t p95 = 0;
  std::int64_t max = 0;

  double mean() const {
    return count == 0 ? 0 : static_cast<double>(total) / static_cast<double>(count);
  }
  double hit_share() const {
    return hits < 0 || lookups <= 0 ? -1 : static_cast<double>(hits) / static_cast<double>(lookups);
  }
};

bool Matches(const TopStatement& statement, const std::string& filter) {
  const auto lower = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
  };
  const std::string text = lower(statement.label + " " + statement.text + " " + statement.system);
  std::istringstream words{lower(filter)};
  for (std::string word; words >> word;) {
    if (text.find(word) == std::string::npos) return false;
  }
  return true;
}

std::int64_t Less(std::int64_t now, std::int64_t before) {
  return now < 0 ? now : now - std::max<std::int64_t>(before, 0);
}

TopRow RowOf(const TopStatement& now, const TopStatement* before) {
  TopRow row;
  row.statement = &now;
  row.count = now.count - (before == nullptr ? 0 : before->count);
  row.failed = now.failed - (before == nullptr ? 0 : before->failed);
  row.rows = Less(now.rows, before == nullptr ? 0 : before->rows);
  row.hits = Less(now.hits, before == nullptr ? 0 : before->hits);
  row.lookups = std::max<std::int64_t>(row.hits, 0) +
                std::max<std::int64_t>(Less(now.misses, before == nullptr ? 0 : before->misses), 0);
  row.total = now.total - (before == nullptr ? 0 : before->total);
  const auto rank = static_cast<std::uint64_t>(std::ceil(static_cast<double>(row.count) * 0.95));
  std::uint64_t seen = 0;
  for (const auto& [duration, count] : now.durations) {
    std::uint64_t own = count;
    if (before != nullptr) {
      const auto found = before->durations.find(duration);
      if (found != before->durations.end()) own -= std::min(own, found->second);
    }
    if (own == 0) continue;
    if (seen < rank && seen + own >= rank) row.p95 = duration;
    seen += own;
    row.max = duration;
  }
  return row;
}

double KeyOf(const TopRow& row, TopChoices::Sort sort) {
  switch (sort) {
    case TopChoices::Sort::kMean:
      return row.mean();
    case TopChoices::Sort::kP95:
      return static_cast<double>(row.p95);
    case TopChoices::Sort::kCount:
    case TopChoices::Sort::kRate:
      return static_cast<double>(row.count);
    case TopChoices::Sort::kFailed:
      return static_cast<double>(row.failed);
    case TopChoices::Sort::kHits:
      return row.hit_share();
    case TopChoices::Sort::kTotal:
      break;
  }
  return static_cast<double>(row.total);
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

std::vector<TopRow> RowsOf(const TopSnapshot& now, const TopSnapshot* before,
                           const TopChoices& choices) {
  std::map<std::string, const TopStatement*> earlier;
  if (before != nullptr) {
    for (const TopStatement& one : before->statements) earlier[one.system + one.hash] = &one;
  }
  std::vector<TopRow> rows;
  for (const TopStatement& one : now.statements) {
    if (!Matches(one, choices.filter)) continue;
    const auto found = earlier.find(one.system + one.hash);
    rows.push_back(RowOf(one, found == earlier.end() ? nullptr : found->second));
    if (rows.back().count == 0 && before != nullptr) rows.pop_back();
  }
  std::stable_sort(rows.begin(), rows.end(), [&choices](const TopRow& left, const TopRow& right) {
    const double a = KeyOf(left, choices.sort);
    const double b = KeyOf(right, choices.sort);
    return choices.reverse ? a < b : a > b;
  });
  return rows;
}

std::string Number(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string Milliseconds(double nanoseconds) {
  const double value = nanoseconds / 1e6;
  return Number(value, value < 10 ? 2 : value < 100 ? 1 : 0);
}

struct TopColumn {
  std::string heading;
  std::function<std::string(const TopRow&)> cell;
  std::size_t width = 0;
};

// Returns the columns from left to right. If the width does not suffice, the last ones are removed.
std::vector<TopColumn> ColumnsOf(double seconds, double total) {
  return {
      {"SYSTEM",
       [](const TopRow& row) { return CutTo(Printable(ShortSystem(row.statement->system)), 10); },
       0},
      {"COUNT", [](const TopRow& row) { return CountText(row.count); }, 0},
      {"/s",
       [seconds](const TopRow& row) {
         const double rate = static_cast<double>(row.count) / seconds;
         return rate < 10 ? Number(rate, 1)
                          : CountText(static_cast<std::uint64_t>(std::llround(rate)));
       },
       0},
      {"TOTAL%",
       [total](const TopRow& row) {
         return total <= 0 ? "-" : Number(100 * static_cast<double>(row.total) / total, 1);
       },
       0},
      {"MEAN", [](const TopRow& row) { return Milliseconds(row.mean()); }, 0},
      {"FAILED", [](const TopRow& row) { return row.failed == 0 ? "-" : CountText(row.failed); },
       0},
      {"P95", [](const TopRow& row) { return Milliseconds(static_cast<double>(row.p95)); }, 0},
      {"MAX", [](const TopRow& row) { return Milliseconds(static_cast<double>(row.max)); }, 0},
      {"ROWS/OP",
       [](const TopRow& row) {
         return row.rows < 0 || row.count == 0
                    ? "-"
                    : Number(static_cast<double>(row.rows) / static_cast<double>(row.count), 1);
       },
       0},
      {"HIT%",
       [](const TopRow& row) {
         return row.hit_share() < 0 ? "-" : Number(100 * row.hit_share(), 1);
       },
       0},
  };
}

std::size_t WidthOf(const std::vector<TopColumn>& columns) {
  std::size_t width = 0;
  for (const TopColumn& column : columns) width += column.width + 2;
  return width;
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
  std::string text = "dbspan top  " + Printable(now.title) + ", " +
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
  if (choices.paused) text += "  PAUSED";
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

constexpr const char* kKeys =
    "t total m mean p p95 c count r rate e failed h hit · R reverse · / filter · Enter text · "
    "Space pause · a since start/10 s · z zero · + - interval · v wrap · ? · q";

constexpr const char* kHelp[] = {
    "t m p c r e h   sort by total, mean, p95, count, rate, failed, hits; R turns it round",
    "up down j k     select a statement; PgUp PgDn Home End",
    "Enter           the text of the selected statement; Esc closes it",
    "/               filter: words that the statement must have; Enter ends it",
    "a               sums since the start, or of the last 10 s",
    "z               count from here on",
    "Space           hold what is shown; it goes on from there",
    "+ -             longer, shorter interval",
    "v               cut or wrap texts",
    "q               leave the display; the program runs on"};

}  // namespace

std::string DrawTop(const TopSnapshot& now, const TopSnapshot* before, const TopChoices& choices,
                    const Look& look, std::size_t height, std::size_t* matching) {
  const std::vector<TopRow> rows = RowsOf(now, before, choices);
  if (matching != nullptr) *matching = rows.size();
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
  const std::string keys =
      choices.typing
          ? CutTo("filter: " + Printable(choices.filter) + "_", look.width)
          : Wrap((choices.filter.empty() ? "" : "filter: " + Printable(choices.filter) + " · ") +
                     kKeys,
                 look.width, 0);
  const auto key_lines = static_cast<std::size_t>(std::count(keys.begin(), keys.end(), '\n')) + 1;
  const std::size_t room =
      height == 0 ? rows.size() : height - std::min<std::size_t>(height, 3 + key_lines);
  std::size_t first = 0;
  if (selected >= room && room > 0) first = selected - room + 1;
  std::vector<std::string> body;
  if (choices.help && height > 0) {
    for (const char* const text : kHelp) body.push_back(CutTo(text, look.width));
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
    }
    if (rows.empty()) body.push_back(std::string(mark, ' ') + "no operations");
  }
  body.resize(std::min(body.size(), std::max<std::size_t>(room, 1)));
  lines.insert(lines.end(), body.begin(), body.end());
  if (height > 0) {
    lines.resize(std::max(lines.size(), height - std::min<std::size_t>(height, 1 + key_lines)));
  }
  lines.push_back(CutTo(InFlight(now), look.width));
  if (height > 0) {
    std::istringstream parts{keys};
    for (std::string part; std::getline(parts, part);) {
      lines.push_back(Paint(part, Colour::kDim, look));
    }
  }
  std::string screen;
  for (const std::string& one : lines) screen += (look.unicode ? one : ToAscii(one)) + '\n';
  return screen;
}

}  // namespace dbspan::view
