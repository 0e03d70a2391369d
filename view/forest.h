#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "view/blocks.h"
#include "view/bursts.h"
#include "view/store.h"

namespace dbspan::view {

enum class RowKind : std::uint8_t {
  kSpan,
  // The other kinds have no span; they group the rows below them.
  kProcess,        ///< Operations of a process that have no parent.
  kBurst,          ///< Operations of one thread without long pauses.
  kTransaction,    ///< Operations of one thread from BEGIN to COMMIT.
  kMissingParent,  ///< Spans whose parent was not received.
};

/// A row of a trace. A parent comes before its children; siblings are in order of start.
struct Row {
  RowKind kind = RowKind::kSpan;
  bool outside_parent = false;  ///< Begins before its parent or ends after it.
  bool loop_cut = false;        ///< Drawn as a root: its parent is one of its own descendants.
  std::uint16_t depth = 0;
  std::uint32_t span = kNoRow;  ///< Index in `Store::spans()`; kNoRow for grouping rows.
  std::int32_t parent = -1;     ///< Index of the parent row; -1: none.
  std::uint32_t below = 0;      ///< Number of its descendants, which are the rows after it.
  std::uint32_t tree = 0;
  std::uint32_t burst =
      0;  ///< Burst of an operation without a parent, from 1; 0: none, or in a transaction.
  std::uint32_t process = 0;
  std::int64_t start = 0;
  std::int64_t duration = 0;  ///< -1: unfinished.

  std::int64_t end() const { return start + (duration < 0 ? 0 : duration); }
};

/// One trace, or all operations of one process that have no parent.
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
  std::int64_t busy = 0;  ///< Time in which at least one operation ran, in nanoseconds.
};

/// All spans of a store as trees, in order of start.
struct Forest {
  Blocks<Row> rows;
  std::vector<Tree> trees;
  std::uint32_t bursts = 0;
};

/// Arranges the spans of a store as trees. `until` is the time at which unfinished spans were still
/// running (Unix nanoseconds); 0: unknown. Operations of a thread without a parent form one burst
/// while the pauses between them are shorter than `burst_gap` nanoseconds.
Forest GrowForest(const Store& store, std::int64_t until = 0, std::int64_t burst_gap = kBurstGap);

}  // namespace dbspan::view
