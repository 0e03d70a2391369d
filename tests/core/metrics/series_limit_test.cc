#include "core/metrics/series_limit.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace dbspan {
namespace {

TEST(SeriesLimitTest, AdmitsUpToTheLimitAndThoseForEver) {
  SeriesLimit limit{3};

  for (std::size_t hash = 1; hash <= 3; ++hash) EXPECT_TRUE(limit.Admits(hash * 1000));
  EXPECT_FALSE(limit.Admits(4000));
  for (std::size_t hash = 1; hash <= 3; ++hash) EXPECT_TRUE(limit.Admits(hash * 1000));
}

TEST(SeriesLimitTest, ZeroAdmitsNothing) {
  SeriesLimit limit{0};

  EXPECT_FALSE(limit.Admits(7));
}

TEST(SeriesLimitTest, AHashOfZeroCountsLikeAnyOther) {
  SeriesLimit limit{1};

  EXPECT_TRUE(limit.Admits(0));
  EXPECT_TRUE(limit.Admits(0));
  EXPECT_FALSE(limit.Admits(2));
}

TEST(SeriesLimitTest, ThreadsAgreeOnWhatIsAdmitted) {
  SeriesLimit limit{100};
  std::atomic<std::size_t> admitted{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (std::size_t i = 1; i <= 1000; ++i) {
        if (limit.Admits(i * 0x9E3779B97F4A7C15U)) admitted.fetch_add(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  // Threads that admit at the same time may each exceed the limit by one.
  EXPECT_GE(admitted.load(), 4 * 100U - 4 * 4);
  EXPECT_LE(admitted.load(), 4 * (100U + 4));
}

}  // namespace
}  // namespace dbspan
