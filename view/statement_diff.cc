#include "view/statement_diff.h"

#include <algorithm>
#include <map>
#include <utility>

#include "view/picture.h"
#include "view/statement_labels.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

using Key = std::pair<std::string, std::string>;

Key KeyOf(const Statement& statement) {
  return {statement.system, statement.text.empty() ? statement.label : statement.text};
}

bool IsUnchanged(const StatementChange& change) {
  if (change.before.count != change.after.count) return false;
  if (change.before.failed != change.after.failed) return false;
  const std::int64_t before = change.before.durations.Percentile(0.95);
  return std::abs(change.after.durations.Percentile(0.95) - before) * 10 <= before;
}

std::string Arrow(const std::string& before, const std::string& after) {
  return before == after ? after : before + " → " + after;
}

std::string P95Text(const StatementSums& sums, Unit unit) {
  if (sums.durations.count() == 0) return "-";
  return DurationText(sums.durations.Percentile(0.95), unit);
}

std::string SumsText(const std::vector<StatementChange>& changes) {
  StatementSums before;
  StatementSums after;
  const auto add = [](const StatementSums& from, StatementSums& to) {
    to.count += from.count;
    to.failed += from.failed;
    to.durations.Add(from.durations);
  };
  for (const StatementChange& change : changes) {
    add(change.before, before);
    add(change.after, after);
  }
  const Unit unit = UnitFor({before.durations.total(), after.durations.total()});
  return "all: count " + Arrow(CountText(before.count), CountText(after.count)) + ", total " +
         Arrow(DurationText(before.durations.total(), unit),
               DurationText(after.durations.total(), unit)) +
         ", failed " + Arrow(CountText(before.failed), CountText(after.failed));
}

}  // namespace

void StatementSums::Add(const Statement& statement) {
  count += statement.count();
  failed += statement.failed;
  durations.Add(statement.durations);
}

std::vector<StatementChange> CompareStatements(const Aggregates& before, const Aggregates& after) {
  std::map<Key, StatementChange> pairs;
  const auto add = [&pairs](const Aggregates& of, StatementSums StatementChange::*side) {
    const auto labels = DistinctLabels(of.statements());
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const Statement& statement = of.statements()[i];
      StatementChange& change = pairs[KeyOf(statement)];
      change.label = labels[i];
      change.system = statement.system;
      (change.*side).Add(statement);
    }
  };
  add(before, &StatementChange::before);
  add(after, &StatementChange::after);
  std::vector<StatementChange> changes;
  for (auto& [key, change] : pairs) changes.push_back(std::move(change));
  const auto difference = [](const StatementChange& change) {
    return std::abs(change.after.durations.total() - change.before.durations.total());
  };
  std::stable_sort(changes.begin(), changes.end(),
                   [&](const StatementChange& a, const StatementChange& b) {
                     return difference(a) > difference(b);
                   });
  return changes;
}

std::string DrawChanges(const std::vector<StatementChange>& changes, const Look& look, bool all) {
  struct Line {
    std::string name, system, count, p95, note;
  };
  std::vector<Line> lines{{"statement", "system", "count", "p95", ""}};
  std::size_t unchanged = 0;
  for (const StatementChange& change : changes) {
    if (!all && IsUnchanged(change)) {
      ++unchanged;
      continue;
    }
    const StatementSums& before = change.before;
    const StatementSums& after = change.after;
    const Unit unit =
        UnitFor({before.durations.Percentile(0.95), after.durations.Percentile(0.95)});
    std::string note;
    if (before.count == 0) note = "new";
    if (after.count == 0) note = "gone";
    if (before.failed != after.failed) {
      note += (note.empty() ? "" : ", ") + std::string{"failed "} +
              Arrow(CountText(before.failed), CountText(after.failed));
    }
    lines.push_back({Printable(change.label), Printable(ShortSystem(change.system)),
                     Arrow(CountText(before.count), CountText(after.count)),
                     Arrow(P95Text(before, unit), P95Text(after, unit)), note});
  }
  const auto width = [&lines](std::string Line::*member) {
    std::size_t cells = 0;
    for (const Line& line : lines) cells = std::max(cells, CellsOf(line.*member));
    return cells;
  };
  const std::size_t system = std::min<std::size_t>(width(&Line::system), 10);
  const std::size_t count = width(&Line::count);
  const std::size_t p95 = width(&Line::p95);
  const std::size_t others = 9 + system + count + p95 + width(&Line::note);
  const std::size_t room = look.width > others ? look.width - others : 0;
  const std::size_t name = std::min(width(&Line::name), std::max<std::size_t>(room, 12));

  std::string text;
  for (const Line& line : lines) {
    std::string row = FillTo(line.name, name) + "  " + FillTo(line.system, system) + "  " +
                      FillLeftTo(line.count, count) + "  " + FillLeftTo(line.p95, p95);
    if (!line.note.empty()) row += "  " + line.note;
    text +=
        Paint(CutTo(row, look.width), text.empty() ? Colour::kBold : Colour::kPlain, look) + '\n';
  }
  if (lines.size() == 1) text.clear();
  if (unchanged > 0)
    text += CountText(unchanged, "statement", "statements") + " unchanged   --all\n";
  text +=
      changes.empty() ? "no statement in either\n" : CutTo(SumsText(changes), look.width) + "\n";
  return look.unicode ? text : ToAscii(text);
}

}  // namespace dbspan::view
