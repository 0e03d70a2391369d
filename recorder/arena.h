#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// State of an arena: which chunks are in use. Contains no pointers, because it may be in shared
/// memory.
///
/// Chunks are numbered from 1; the number 0 stands for no chunk.
struct ArenaBlock {
  std::uint32_t chunks = 0;
  /// Number of chunks that were allocated at least once; these are the first chunks.
  std::atomic<std::uint32_t> untouched{0};
  /// List of freed chunks. The low 32 bits are the number of its first chunk. The high 32 bits
  /// count changes, so that an interrupted thread notices that the list has changed meanwhile.
  std::atomic<std::uint64_t> given_back{0};
};

/// Memory of a fixed size, divided into chunks. It contains the queues and the metric sums of all
/// threads.
///
/// It bounds the memory of the recorder, regardless of the number of threads. Chunks can be
/// allocated and freed by any thread; neither waits. A chunk that was never allocated occupies no
/// memory pages.
class Arena {
 public:
  static constexpr std::size_t kChunkBytes = 16384;

  /// Memory that the caller maps and unmaps.
  struct Place {
    ArenaBlock* block;
    std::atomic<std::uint32_t>* next;  ///< One for each chunk.
    char* memory;                      ///< Aligned to `kChunkBytes`.
    /// Makes the memory of a chunk usable before its first use. Returns false if the system has no
    /// memory for it. May be null.
    bool (*reserve)(void* chunk);
  };

  /// Reserves address space for `bytes`, rounded down to chunks. The arena has no chunks if that
  /// fails.
  explicit Arena(std::size_t bytes);
  explicit Arena(const Place& place) noexcept;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// An allocated chunk. `memory` is aligned to the size of a chunk; null if no chunk is left.
  struct Chunk {
    void* memory = nullptr;
    /// True if the chunk was never used before. Otherwise its content is undefined.
    bool zeroes = false;
  };
  Chunk TakeChunk() noexcept;
  void* Take() noexcept { return TakeChunk().memory; }
  /// Frees a chunk that `Take` returned.
  void Give(void* chunk) noexcept;

  std::size_t chunks() const noexcept { return block_->chunks; }
  /// Returns the address of a chunk. `number` must be that of an allocated chunk.
  void* At(std::uint32_t number) const noexcept { return memory_ + (number - 1) * kChunkBytes; }
  /// Returns the number of the chunk that contains this address.
  std::uint32_t NumberOf(const void* in_chunk) const noexcept {
    return static_cast<std::uint32_t>((static_cast<const char*>(in_chunk) - memory_) /
                                      kChunkBytes) +
           1;
  }

 private:
  ArenaBlock own_block_;
  ArenaBlock* block_ = &own_block_;
  std::unique_ptr<std::atomic<std::uint32_t>[]> own_next_;
  std::atomic<std::uint32_t>* next_ = nullptr;
  char* memory_ = nullptr;
  bool (*reserve_)(void* chunk) = nullptr;
  void* mapping_ = nullptr;
  std::size_t mapped_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
