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

std::int64_t TotalOf(const Statement* statement) {
  return statement == nullptr ? 0 : statement->durations.total();
}

std::int64_t P95Of(const Statement* statement) {
  return statement == nullptr ? -1 : statement->durations.Percentile(0.95);
}

std::uint64_t CountOf(const Statement* statement) {
  return statement == nullptr ? 0 : statement->count();
}

bool IsUnchanged(const StatementChange& change) {
  if (change.before == nullptr || change.after == nullptr) return false;
  if (CountOf(change.before) != CountOf(change.after)) return false;
  if (change.before->failed != change.after->failed) return false;
  const std::int64_t before = P95Of(change.before);
  return std::abs(P95Of(change.after) - before) * 10 <= before;
}

std::string Arrow(const std::string& before, const std::string& after) {
  return before == after ? after : before + " → " + after;
}

std::string P95Text(const Statement* statement, Unit unit) {
  return statement == nullptr ? "-" : DurationText(P95Of(statement), unit);
}

}  // namespace

std::vector<StatementChange> CompareStatements(const Aggregates& before, const Aggregates& after) {
  std::map<Key, StatementChange> pairs;
  const auto labels_before = DistinctLabels(before.statements());
  const auto labels_after = DistinctLabels(after.statements());
  for (std::size_t i = 0; i < before.statements().size(); ++i) {
    StatementChange& change = pairs[KeyOf(before.statements()[i])];
    change.before = &before.statements()[i];
    change.label = labels_before[i];
  }
  for (std::size_t i = 0; i < after.statements().size(); ++i) {
    StatementChange& change = pairs[KeyOf(after.statements()[i])];
    change.after = &after.statements()[i];
    change.label = labels_after[i];
  }
  std::vector<StatementChange> changes;
  for (auto& [key, change] : pairs) changes.push_back(std::move(change));
  std::stable_sort(changes.begin(), changes.end(),
                   [](const StatementChange& a, const StatementChange& b) {
                     return std::abs(TotalOf(a.after) - TotalOf(a.before)) >
                            std::abs(TotalOf(b.after) - TotalOf(b.before));
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
    const Statement& any = change.after == nullptr ? *change.before : *change.after;
    const Unit unit = UnitFor({P95Of(change.before), P95Of(change.after)});
    std::string note;
    if (change.before == nullptr) note = "new";
    if (change.after == nullptr) note = "gone";
    const std::uint64_t failed_before = change.before == nullptr ? 0 : change.before->failed;
    const std::uint64_t failed_after = change.after == nullptr ? 0 : change.after->failed;
    if (failed_before != failed_after) {
      note += (note.empty() ? "" : ", ") + std::string{"failed "} +
              Arrow(CountText(failed_before), CountText(failed_after));
    }
    lines.push_back({Printable(change.label), Printable(ShortSystem(any.system)),
                     Arrow(CountText(CountOf(change.before)), CountText(CountOf(change.after))),
                     Arrow(P95Text(change.before, unit), P95Text(change.after, unit)), note});
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
  if (changes.empty()) text += "no statement in either\n";
  return look.unicode ? text : ToAscii(text);
}

}  // namespace dbspan::view
