#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "view/bursts.h"
#include "view/store.h"

namespace dbspan::view {

enum class RowKind : std::uint8_t {
  kSpan,
  kProcess,        ///< Made: above the operations of a process that have no parent.
  kBurst,          ///< Made: operations of one thread without long gaps.
  kTransaction,    ///< Made: operations of one thread from BEGIN to COMMIT.
  kMissingParent,  ///< Made: above the spans whose parent was not received.
};

/// A line of a trace. Rows are ordered as they are drawn: parents first, siblings by start.
struct Row {
  RowKind kind = RowKind::kSpan;
  bool outside_parent = false;  ///< Begins before its parent or ends after it.
  bool loop_cut = false;        ///< Its parent is one of its own descendants, so it has none.
  std::uint16_t depth = 0;
  std::uint32_t span = kNoRow;  ///< Number in the store; none for made rows.
  std::int32_t parent = -1;     ///< Row; -1: none.
  std::uint32_t below = 0;      ///< How many rows follow that belong to it.
  std::uint32_t tree = 0;
  std::uint32_t burst =
      0;  ///< Of operations without a parent: which burst, from 1; else 0. None in a transaction.
  std::uint32_t process = 0;
  std::int64_t start = 0;
  std::int64_t duration = 0;  ///< -1: unfinished.

  std::int64_t end() const { return start + (duration < 0 ? 0 : duration); }
};

/// One trace, or the operations without a parent of one process.
struct Tree {
  TraceId id{};
  bool of_process = false;
  std::uint32_t first = 0;
  std::uint32_t rows = 0;
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::uint32_t operations = 0;
  std::uint32_t failed = 0;
  std::uint32_t unfinished = 0;
  std::int64_t busy = 0;  ///< Time in which at least one operation ran.
};

/// Everything that a store holds, as trees, ordered by start.
struct Forest {
  std::vector<Row> rows;
  std::vector<Tree> trees;
  std::uint32_t bursts = 0;
};

/// `until` is when unfinished spans were last known to run (Unix nanoseconds); 0: unknown. Calls
/// without a parent are of one burst if less than `burst_gap` nanoseconds pass between them.
Forest GrowForest(const Store& store, std::int64_t until = 0, std::int64_t burst_gap = kBurstGap);

}  // namespace dbspan::view
