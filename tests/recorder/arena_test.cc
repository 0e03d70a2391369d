#include "recorder/arena.h"

#include <gmock/gmock.h>

#include <atomic>
#include <cstdint>
#include <set>
#include <thread>
#include <vector>

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
