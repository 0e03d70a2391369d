#include "view/top_columns.h"

#include <cmath>
#include <cstdio>

#include "view/picture.h"
#include "view/terminal_text.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

std::string Number(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

}  // namespace

std::string Milliseconds(double nanoseconds) {
  const double value = nanoseconds / 1e6;
  return Number(value, value < 10 ? 2 : value < 100 ? 1 : 0);
}

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

}  // namespace dbspan::view
