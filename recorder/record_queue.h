#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/arena.h"
#include "recorder/record.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A position in the arena: the number of a chunk in the high 32 bits, and the offset within it in
/// the low ones. 0 stands for none.
using Position = std::uint64_t;

constexpr Position PositionAt(std::uint32_t chunk, std::uint32_t offset) noexcept {
  return Position{chunk} << 32U | offset;
}
constexpr std::uint32_t ChunkOf(Position position) noexcept {
  return static_cast<std::uint32_t>(position >> 32U);
}
constexpr std::uint32_t OffsetOf(Position position) noexcept {
  return static_cast<std::uint32_t>(position);
}

/// The part of a queue that its reader needs. Contains no pointers, because it may be in shared
/// memory.
struct QueueBlock {
  std::atomic<Position> oldest{0};  ///< The oldest record that is not released; 0: no chunk yet.
};

/// Header of a chunk of a queue. Records follow it.
struct QueueChunk {
  std::atomic<std::uint32_t> next{0};            ///< Number of the next chunk; 0: none yet.
  std::atomic<std::uint32_t> committed{kStart};  ///< Offset of the end of the last complete record.

  char* at(std::uint32_t offset) noexcept { return reinterpret_cast<char*>(this) + offset; }
  static constexpr std::uint32_t kStart = 16;
};

/// Queue of the records of one thread, for the exporting thread. It consists of chunks of the
/// arena.
///
/// One writer, one reader, no lock, no allocation. When the arena has no chunk left, records are
/// dropped; the caller counts them.
class RecordQueue {
 public:
  RecordQueue(Arena& arena, QueueBlock& block) noexcept : arena_(arena), block_(block) {}
  RecordQueue(const RecordQueue&) = delete;
  RecordQueue& operator=(const RecordQueue&) = delete;

  // The writer's side: Begin, any number of Add, Commit; or BeginWithin, EndAt and Commit.

  /// Begins a record of at most `most` bytes and returns its address if it fits into the current
  /// chunk. Otherwise returns null and begins nothing.
  char* BeginWithin(std::size_t most) noexcept {
    if (writing_ == nullptr) return nullptr;
    record_at_ = writing_->committed.load(std::memory_order_relaxed);
    return record_at_ + most > Arena::kChunkBytes ? nullptr : writing_->at(record_at_);
  }
  /// Ends the record at `end`. `Commit` writes its size.
  void EndAt(const char* end) noexcept {
    left_out_ = 0;
    write_at_ = static_cast<std::uint32_t>(end - writing_->at(0));
  }
  /// Begins a record; returns false if there is no space for it. `header.size` is ignored.
  bool Begin(const RecordHeader& header) noexcept;
  /// Adds a particular. Omits it if it is longer than a chunk or if no chunk is left.
  void Add(Particular kind, std::int64_t number) noexcept;
  void Add(Particular kind, std::string_view text) noexcept;
  /// Makes the record visible to the reader. Returns true if a chunk was filled, so the caller can
  /// wake the reader. `announced`, unless null, is first set to the position after the record: the
  /// record is readable when its chunk is committed up to there.
  bool Commit(std::atomic<Position>* announced = nullptr) noexcept {
    if (left_out_ != 0) AddLeftOut();
    QueueChunk* const chunk = fresh_ != nullptr ? fresh_ : writing_;
    const std::uint32_t size = write_at_ - record_at_;
    std::memcpy(chunk->at(record_at_), &size, sizeof size);
    const bool filled = fresh_ != nullptr;
    if (filled) GoOnInFresh();
    if (announced != nullptr) {
      announced->store(PositionAt(arena_.NumberOf(chunk), write_at_), std::memory_order_relaxed);
    }
    chunk->committed.store(write_at_, std::memory_order_release);
    return filled;
  }

  // The reader's side.

  /// Returns the oldest record that was not popped, or null. It stays valid until it is released.
  const char* Front() noexcept;
  void Pop() noexcept;
  /// Frees the space of all popped records.
  void Release() noexcept;
  /// Frees the last chunk. The writer must have ended, and all records must have been read.
  void Clear() noexcept;

 private:
  QueueChunk* ChunkAt(std::uint32_t number) const noexcept {
    return static_cast<QueueChunk*>(arena_.At(number));
  }
  char* Reserve(std::size_t bytes) noexcept;
  QueueChunk* TakeChunk() noexcept;
  void AddLeftOut() noexcept;
  void GoOnInFresh() noexcept;

  Arena& arena_;
  QueueBlock& block_;
  // Used by the writer.
  QueueChunk* writing_ = nullptr;
  QueueChunk* fresh_ = nullptr;  // contains the current record if that did not fit into writing_
  std::uint32_t record_at_ = 0;  // offset of the current record
  std::uint32_t write_at_ = 0;
  std::int64_t left_out_ = 0;
  // Used by the reader, on a cache line of its own.
  alignas(64) QueueChunk* reading_ = nullptr;
  std::uint32_t read_at_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
