#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "view/received_span.h"

namespace dbspan::view {

/// Set of the spans that were already received. It keeps a 64-bit hash per span, 8 to 16 bytes, so
/// that about one in 10^19 pairs of different spans is taken for a duplicate.
class SeenSpans {
 public:
  /// Adds a span. Returns false if it was already in the set.
  bool Add(const TraceId& trace, SpanId span);
  void Clear();
  std::size_t bytes() const { return slots_.size() * sizeof(std::uint64_t); }

 private:
  void Grow();

  std::vector<std::uint64_t> slots_;  ///< Hash table with open addressing; 0: free slot.
  std::size_t used_ = 0;
};

}  // namespace dbspan::view
