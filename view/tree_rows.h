#pragma once

#include <cstdint>
#include <vector>

#include "view/forest.h"
#include "view/store.h"

namespace dbspan::view {

/// Appends trees and their rows to a forest, one tree after the other.
class TreeRows {
 public:
  /// Store and forest must outlive the object. `until`: as for GrowForest.
  TreeRows(const Store& store, Forest& forest, std::int64_t until)
      : store_(store), forest_(forest), until_(until) {}

  void Begin(const TraceId& id);  ///< Begins a tree; its rows follow.
  void Finish();                  ///< Computes the sums of the tree.
  /// Adds a row for a span. Returns its index.
  std::uint32_t AddSpan(std::uint32_t span, std::int32_t parent);
  /// Adds a row without a span, for the process and the time of these spans. Returns its index.
  std::uint32_t AddMade(RowKind kind, std::int32_t parent, const std::vector<std::uint32_t>& spans);

  Forest& forest() { return forest_; }

 private:
  const StoredSpan& At(std::uint32_t number) const { return store_.spans()[number]; }
  std::uint32_t Add(RowKind kind, std::int32_t parent, std::uint32_t process, std::int64_t start,
                    std::int64_t end);

  const Store& store_;
  Forest& forest_;
  const std::int64_t until_;
};

}  // namespace dbspan::view
