#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"
#include "recorder/arena.h"
#include "recorder/record_queue.h"
#include "recorder/series.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The header of an array of sums in a chunk of the arena. Contains only numbers, because it may be
/// in shared memory.
struct alignas(64) SumsBlock {
  Position next = 0;                    ///< The block that was allocated before; 0: none.
  std::uint32_t room = 0;               ///< Number of series that fit.
  std::atomic<std::uint32_t> taken{0};  ///< May exceed `room`.

  SeriesSums* sums() noexcept { return reinterpret_cast<SeriesSums*>(this + 1); }
};

/// Allocates the sums of series from blocks of the arena. The blocks form a list from `newest` to
/// the oldest, so that another process can read them. Nothing is ever freed.
///
/// Safe from any thread, without a lock.
class SumsPool {
 public:
  SumsPool(Arena& arena, std::atomic<Position>& newest) noexcept : arena_(arena), newest_(newest) {}

  /// Adds the rest of a chunk, from an offset that is aligned to 64 bytes. To be called before
  /// other threads call `Take`.
  void AddRest(const Arena::Chunk& chunk, std::size_t from) noexcept;
  /// Returns new sums for that series, or null if memory is short.
  SeriesSums* Take(const SeriesKey& key) noexcept;

 private:
  SumsBlock* BlockAt(Position at) const noexcept;
  Position Locate(const void* block) const noexcept;
  static SumsBlock* MakeBlock(const Arena::Chunk& chunk, std::size_t from) noexcept;

  Arena& arena_;
  std::atomic<Position>& newest_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
