#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace dbspan::recorder {

/// Which chunks of an arena are in use. Numbers only, so that it may lie in shared memory.
///
/// Chunks are numbered from 1; 0 is none.
struct ArenaBlock {
  std::uint32_t chunks = 0;
  std::atomic<std::uint32_t> untouched{0};  ///< So many were taken at least once: the first ones.
  /// The list of chunks that were given back: the number of its first one, and above it a count of
  /// changes, for a thread that was interrupted to see that the list is not what it was.
  std::atomic<std::uint64_t> given_back{0};
};

/// Memory of a fixed size in chunks: the queues of all threads and what they measure.
///
/// Bounds what the recorder uses, whatever the number of threads. Taking and giving back are safe
/// from any thread and never wait. Pages that were never taken are never touched.
class Arena {
 public:
  static constexpr std::size_t kChunkBytes = 16384;

  /// Memory that somebody else maps and unmaps.
  struct Place {
    ArenaBlock* block;
    std::atomic<std::uint32_t>* next;  ///< One for each chunk.
    char* memory;                      ///< Aligned to `kChunkBytes`.
    /// Makes a chunk's memory usable before its first use; false: there is no room for it. May be
    /// null.
    bool (*reserve)(void* chunk);
  };

  /// Reserves `bytes`, rounded down to chunks. Where the system refuses, there are no chunks.
  explicit Arena(std::size_t bytes);
  explicit Arena(const Place& place) noexcept;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// A chunk, aligned to its size; null if none is left.
  struct Chunk {
    void* memory = nullptr;
    bool zeroes = false;  ///< It was never taken before. Else it holds anything.
  };
  Chunk TakeChunk() noexcept;
  void* Take() noexcept { return TakeChunk().memory; }
  /// Gives a chunk back that `Take` returned.
  void Give(void* chunk) noexcept;

  std::size_t chunks() const noexcept { return block_->chunks; }
  /// `number` must be that of a chunk that was taken.
  void* At(std::uint32_t number) const noexcept { return memory_ + (number - 1) * kChunkBytes; }
  /// The number of the chunk that holds this address.
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

}  // namespace dbspan::recorder
