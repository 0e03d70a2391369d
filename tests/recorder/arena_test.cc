#include "recorder/arena.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

#include "recorder/sums_pool.h"

namespace dbspan::recorder {
namespace {

TEST(ArenaTest, HandsOutEachChunkOnceAndThenNone) {
  Arena arena{3 * Arena::kChunkBytes + 100};
  std::set<void*> taken;

  for (int i = 0; i < 3; ++i) taken.insert(arena.Take());

  EXPECT_EQ(arena.chunks(), 3U);
  EXPECT_EQ(taken.size(), 3U);
  EXPECT_EQ(taken.count(nullptr), 0U);
  EXPECT_EQ(arena.Take(), nullptr);
}

TEST(ArenaTest, ChunksAreAlignedToTheirSize) {
  Arena arena{2 * Arena::kChunkBytes};

  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(arena.Take()) % Arena::kChunkBytes, 0U);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(arena.Take()) % Arena::kChunkBytes, 0U);
}

TEST(ArenaTest, AChunkThatWasGivenBackIsTakenFirst) {
  Arena arena{2 * Arena::kChunkBytes};
  void* const first = arena.Take();

  arena.Give(first);

  EXPECT_EQ(arena.Take(), first);
}

TEST(ArenaTest, OnlyAChunkThatWasNeverTakenIsOfZeroes) {
  Arena arena{Arena::kChunkBytes};
  const Arena::Chunk first = arena.TakeChunk();
  auto* const bytes = static_cast<char*>(first.memory);
  EXPECT_TRUE(first.zeroes);
  EXPECT_EQ(std::count(bytes, bytes + Arena::kChunkBytes, '\0'), long{Arena::kChunkBytes});
  bytes[100] = 1;

  arena.Give(first.memory);

  const Arena::Chunk again = arena.TakeChunk();
  EXPECT_EQ(again.memory, first.memory);
  EXPECT_FALSE(again.zeroes);
}

// Other processes read the blocks in shared memory, so the unused part of a chunk must not contain
// stale series.
TEST(SumsPoolTest, TheRestOfAUsedChunkHoldsNobodysSums) {
  Arena arena{Arena::kChunkBytes};
  const Arena::Chunk used = arena.TakeChunk();
  std::memset(used.memory, 0x5A, Arena::kChunkBytes);
  std::atomic<Position> newest{0};
  SumsPool pool{arena, newest};
  constexpr std::size_t kFrom = 4096;

  pool.AddRest({used.memory, false}, kFrom);

  auto* const block = reinterpret_cast<SumsBlock*>(static_cast<char*>(used.memory) + kFrom);
  ASSERT_GT(block->room, 10U);
  for (std::uint32_t i = 0; i < block->room; ++i) EXPECT_EQ(block->sums()[i].key.scope, 0U);
}

TEST(ArenaTest, WithoutMemoryThereIsNoChunk) {
  Arena none{0};
  Arena too_much{std::size_t{1} << 62U};

  EXPECT_EQ(none.Take(), nullptr);
  EXPECT_EQ(too_much.Take(), nullptr);
}

TEST(ArenaTest, ThreadsNeverHaveAChunkTogether) {
  Arena arena{4 * Arena::kChunkBytes};
  std::vector<std::thread> threads;
  std::atomic<int> shared{0};

  for (unsigned char mark = 1; mark <= 4; ++mark) {
    threads.emplace_back([&, mark] {
      for (int i = 0; i < 20000; ++i) {
        auto* const chunk = static_cast<volatile unsigned char*>(arena.Take());
        if (chunk == nullptr) continue;
        chunk[0] = mark;
        if (i % 64 == 0) std::this_thread::yield();
        if (chunk[0] != mark) ++shared;
        arena.Give(const_cast<unsigned char*>(chunk));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(shared, 0);
}

}  // namespace
}  // namespace dbspan::recorder
