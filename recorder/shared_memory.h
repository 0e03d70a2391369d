#pragma once

#include <atomic>
#include <cstdint>

#include "recorder/arena.h"

namespace dbspan::recorder {

/// What became of the spans, and may lie in shared memory.
struct CountsBlock {
  std::atomic<std::uint64_t> exported{0};
  std::atomic<std::uint64_t> dropped_export{0};
  std::atomic<std::uint64_t> dropped_threadless{0};  ///< By threads that found no memory.
};

/// What a recorder shares with whoever looks at it from another process.
///
/// The control word is read at every start: nothing that changes often is on its cache line.
struct alignas(64) SharedBlock {
  /// Written from outside: 0 records, everything else does not.
  std::atomic<std::uint32_t> off{0};
  std::atomic<std::uint32_t> threads{0};  ///< The chunk of the first recording thread.
  /// The newest block of measurements of threads that have none of their own (SumsBlock).
  std::atomic<std::uint64_t> sums{0};
  alignas(64) ArenaBlock arena;
  CountsBlock counts;
};

/// Shared memory for a recorder. Must be mapped as long as the recorder lives.
struct SharedMemory {
  SharedBlock* block;
  Arena::Place arena;
};

}  // namespace dbspan::recorder
