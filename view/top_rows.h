#pragma once

#include <cstdint>
#include <vector>

#include "view/top_snapshot.h"
#include "view/top_table.h"

namespace dbspan::view {

/// A row of the live table: the difference of a statement between two snapshots.
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

/// Returns the rows that match the filter, sorted. `before` may be null: the sums since the start.
std::vector<TopRow> RowsOf(const TopSnapshot& now, const TopSnapshot* before,
                           const TopChoices& choices);

}  // namespace dbspan::view
