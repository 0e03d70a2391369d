#include "recorder/sums_pool.h"

#include <cstring>
#include <new>

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

// Zeroes the block, because readers skip sums whose scope is 0. Pages that are zero already are not
// written, because most threads use at most one.
SumsBlock* SumsPool::MakeBlock(const Arena::Chunk& chunk, std::size_t from) noexcept {
  void* const memory = static_cast<char*>(chunk.memory) + from;
  const std::size_t bytes = Arena::kChunkBytes - from;
  if (!chunk.zeroes) std::memset(memory, 0, bytes);
  auto* const block = new (memory) SumsBlock;
  block->room = static_cast<std::uint32_t>((bytes - sizeof(SumsBlock)) / sizeof(SeriesSums));
  return block;
}

SumsBlock* SumsPool::BlockAt(Position at) const noexcept {
  if (at == 0) return nullptr;
  return reinterpret_cast<SumsBlock*>(static_cast<char*>(arena_.At(ChunkOf(at))) + OffsetOf(at));
}

Position SumsPool::Locate(const void* block) const noexcept {
  const std::uint32_t number = arena_.NumberOf(block);
  const auto* const chunk = static_cast<const char*>(arena_.At(number));
  return PositionAt(number, static_cast<std::uint32_t>(static_cast<const char*>(block) - chunk));
}

void SumsPool::AddRest(const Arena::Chunk& chunk, std::size_t from) noexcept {
  newest_.store(Locate(MakeBlock(chunk, from)), std::memory_order_release);
}

SeriesSums* SumsPool::Take(const SeriesKey& key) noexcept {
  while (true) {
    Position newest = newest_.load(std::memory_order_acquire);
    if (SumsBlock* const block = BlockAt(newest)) {
      const std::uint32_t index = block->taken.fetch_add(1, std::memory_order_relaxed);
      if (index < block->room) {
        auto* const sums = new (block->sums() + index) SeriesSums;
        sums->BelongTo(key);
        return sums;
      }
    }
    const Arena::Chunk chunk = arena_.TakeChunk();
    if (chunk.memory == nullptr) return nullptr;
    SumsBlock* const made = MakeBlock(chunk, 0);
    made->next = newest;
    if (!newest_.compare_exchange_strong(newest, Locate(made), std::memory_order_acq_rel)) {
      arena_.Give(chunk.memory);  // another thread was faster
    }
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
