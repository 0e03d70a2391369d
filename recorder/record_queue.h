#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "recorder/arena.h"
#include "recorder/record.h"

namespace dbspan::recorder {

/// The records of one thread on their way to the exporting one, in chunks of the arena.
///
/// One writer, one reader, no lock, no allocation. When the arena has no chunk left, records are
/// dropped; the caller counts them.
class RecordQueue {
 public:
  explicit RecordQueue(Arena& arena) noexcept : arena_(arena) {}
  RecordQueue(const RecordQueue&) = delete;
  RecordQueue& operator=(const RecordQueue&) = delete;

  // The writer's side: Begin, any number of Add, Commit.

  /// Begins a record; returns false if there is no room for it. `header.size` is ignored.
  bool Begin(const RecordHeader& header) noexcept;
  /// Adds a particular. Leaves it out if it is too long for a chunk or if no chunk is left.
  void Add(Particular kind, std::int64_t number) noexcept;
  void Add(Particular kind, std::string_view text) noexcept;
  /// Shows the record to the reader. Returns true if that filled a chunk: a good time to wake it.
  bool Commit() noexcept;

  // The reader's side.

  /// Returns the oldest record, valid until the next call of `Pop`, or null.
  const char* Front() noexcept;
  void Pop() noexcept;
  /// Gives the last chunk back. The writer must have ended, and everything been read.
  void Clear() noexcept;

 private:
  struct Chunk {
    std::atomic<Chunk*> next{nullptr};
    std::atomic<std::uint32_t> committed{kStart};  // offset behind the last record

    char* at(std::uint32_t offset) noexcept { return reinterpret_cast<char*>(this) + offset; }
    static constexpr std::uint32_t kStart = 16;
  };

  char* Reserve(std::size_t bytes) noexcept;
  Chunk* TakeChunk() noexcept;

  Arena& arena_;
  // The writer's.
  Chunk* writing_ = nullptr;
  Chunk* fresh_ = nullptr;       // holds the record being written if that outgrew writing_
  std::uint32_t record_at_ = 0;  // the record being written
  std::uint32_t write_at_ = 0;
  std::int64_t left_out_ = 0;
  std::atomic<Chunk*> first_{nullptr};
  // The reader's, on a cache line of its own.
  alignas(64) Chunk* reading_ = nullptr;
  std::uint32_t read_at_ = 0;
};

}  // namespace dbspan::recorder
