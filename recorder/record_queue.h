#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "recorder/arena.h"
#include "recorder/record.h"

namespace dbspan::recorder {

/// A place in a chunk of an arena, as one number: the chunk's number, and the offset in it. 0:
/// none.
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

/// The part of a queue that its reader needs. Numbers only, so that it may lie in shared memory.
struct QueueBlock {
  std::atomic<Position> oldest{0};  ///< The oldest record that was not released; 0: no chunk yet.
};

/// A chunk of a queue: this header, and records one after another.
struct QueueChunk {
  std::atomic<std::uint32_t> next{0};            ///< The number of the next one.
  std::atomic<std::uint32_t> committed{kStart};  ///< The offset after the last whole record.

  char* at(std::uint32_t offset) noexcept { return reinterpret_cast<char*>(this) + offset; }
  static constexpr std::uint32_t kStart = 16;
};

/// The records of one thread on their way to the exporting one, in chunks of the arena.
///
/// One writer, one reader, no lock, no allocation. When the arena has no chunk left, records are
/// dropped; the caller counts them.
class RecordQueue {
 public:
  RecordQueue(Arena& arena, QueueBlock& block) noexcept : arena_(arena), block_(block) {}
  RecordQueue(const RecordQueue&) = delete;
  RecordQueue& operator=(const RecordQueue&) = delete;

  // The writer's side: Begin, any number of Add, Commit; or BeginWithin, EndAt and Commit.

  /// Begins a record of at most so many bytes and returns the place for it, if there is room behind
  /// the last one; else null, and nothing has begun.
  char* BeginWithin(std::size_t most) noexcept {
    if (writing_ == nullptr) return nullptr;
    record_at_ = writing_->committed.load(std::memory_order_relaxed);
    return record_at_ + most > Arena::kChunkBytes ? nullptr : writing_->at(record_at_);
  }
  /// Ends it there; its size is written when it is committed.
  void EndAt(const char* end) noexcept {
    left_out_ = 0;
    write_at_ = static_cast<std::uint32_t>(end - writing_->at(0));
  }
  /// Begins a record; returns false if there is no room for it. `header.size` is ignored.
  bool Begin(const RecordHeader& header) noexcept;
  /// Adds a particular. Leaves it out if it is too long for a chunk or if no chunk is left.
  void Add(Particular kind, std::int64_t number) noexcept;
  void Add(Particular kind, std::string_view text) noexcept;
  /// Shows the record to the reader. Returns true if that filled a chunk: a good time to wake it.
  /// `announced`, unless null, gets the position after the record first: the record is there when
  /// its chunk is committed that far.
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

  /// Returns the oldest record that was not popped, valid until it is released, or null.
  const char* Front() noexcept;
  void Pop() noexcept;
  /// Gives back what was popped.
  void Release() noexcept;
  /// Gives the last chunk back. The writer must have ended, and everything been read.
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
  // The writer's.
  QueueChunk* writing_ = nullptr;
  QueueChunk* fresh_ = nullptr;  // holds the record being written if that outgrew writing_
  std::uint32_t record_at_ = 0;  // the record being written
  std::uint32_t write_at_ = 0;
  std::int64_t left_out_ = 0;
  // The reader's, on a cache line of its own.
  alignas(64) QueueChunk* reading_ = nullptr;
  std::uint32_t read_at_ = 0;
};

}  // namespace dbspan::recorder
