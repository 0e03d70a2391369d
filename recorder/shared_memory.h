#pragma once

#include <atomic>
#include <cstdint>

#include "dbspan/version.h"
#include "recorder/arena.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Numbers of spans by their fate. May be in shared memory.
struct CountsBlock {
  std::atomic<std::uint64_t> exported{0};
  std::atomic<std::uint64_t> dropped_export{0};
  /// Dropped by threads that had no memory for a queue.
  std::atomic<std::uint64_t> dropped_threadless{0};
};

/// Part of a recorder that other processes read and write.
///
/// Every start of an operation reads `off`, so its cache line contains nothing that changes often.
struct alignas(64) SharedBlock {
  /// Written by other processes: 0 lets the recorder record, every other value stops it.
  std::atomic<std::uint32_t> off{0};
  std::atomic<std::uint32_t> threads{0};  ///< Chunk number of the first recording thread; 0: none.
  /// Newest block of the sums of threads that have none of their own (SumsBlock).
  std::atomic<std::uint64_t> sums{0};
  alignas(64) ArenaBlock arena;
  CountsBlock counts;
};

/// Shared memory for a recorder. Must stay mapped while the recorder exists.
struct SharedMemory {
  SharedBlock* block;
  Arena::Place arena;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
