#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace dbspan::recorder {

/// Memory of a fixed size in chunks: the queues of all threads and what they measure.
///
/// Bounds what the recorder uses, whatever the number of threads. Taking and giving back are safe
/// from any thread and never wait. Pages that were never taken are never touched.
class Arena {
 public:
  static constexpr std::size_t kChunkBytes = 16384;

  /// Reserves `bytes`, rounded down to chunks. Where the system refuses, there are no chunks.
  explicit Arena(std::size_t bytes);
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// Returns a chunk of any content, aligned to its size, or null if none is left.
  void* Take() noexcept;
  /// Gives a chunk back that `Take` returned.
  void Give(void* chunk) noexcept;

  std::size_t chunks() const noexcept { return chunks_; }

 private:
  char* memory_ = nullptr;
  void* mapping_ = nullptr;
  std::size_t mapped_ = 0;
  std::uint32_t chunks_ = 0;
  std::atomic<std::uint32_t> untouched_{0};  // chunks from here on were never taken
  // The list of chunks that were given back: the index of its first one plus 1, and above it a
  // count of changes, for a thread that was interrupted to see that the list is not what it was.
  std::atomic<std::uint64_t> given_back_{0};
  std::unique_ptr<std::atomic<std::uint32_t>[]> next_;
};

}  // namespace dbspan::recorder
