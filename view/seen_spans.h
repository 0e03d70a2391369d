#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "view/received_span.h"

namespace dbspan::view {

/// Remembers which spans came already, 8 to 16 bytes each. Two spans in 10^18 pairs are taken for
/// one.
class SeenSpans {
 public:
  /// Returns false if it was there.
  bool Add(const TraceId& trace, SpanId span);
  void Clear();
  std::size_t bytes() const { return slots_.size() * sizeof(std::uint64_t); }

 private:
  void Grow();

  std::vector<std::uint64_t> slots_;  ///< Open addressing; 0 is free.
  std::size_t used_ = 0;
};

}  // namespace dbspan::view
