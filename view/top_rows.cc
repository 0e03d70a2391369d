#include "view/top_rows.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <sstream>
#include <string>

namespace dbspan::view {
namespace {

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

}  // namespace

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

}  // namespace dbspan::view
