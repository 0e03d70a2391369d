#include "recorder/series.h"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "recorder/scope.h"

namespace dbspan::recorder {
namespace {

const Bounds& RedisBounds() { return ScopeAt(ScopeOf("dbspan.redis")).duration_bounds; }

SeriesKey Key(TextId dimension) {
  SeriesKey key;
  key.scope = ScopeOf("dbspan.redis");
  key.endpoint = 1;
  key.dimension = dimension;
  return key;
}

SeriesKey Overflow() {
  SeriesKey key;
  key.scope = ScopeOf("dbspan.redis");
  key.overflow = true;
  return key;
}

TEST(BoundsTest, AValueEqualToALimitIsBelowIt) {
  EXPECT_EQ(RedisBounds().BucketOf(0), 0U);
  EXPECT_EQ(RedisBounds().BucketOf(50'000), 0U);
  EXPECT_EQ(RedisBounds().BucketOf(50'001), 1U);
  EXPECT_EQ(RedisBounds().BucketOf(10'000'000'000), 13U);
  EXPECT_EQ(RedisBounds().BucketOf(10'000'000'001), 14U);
}

TEST(BoundsTest, WhatIsBeyondAllLimitsIsInTheLastBucketInUse) {
  const Bounds& bounds = ScopeAt(ScopeOf("dbspan.pg")).duration_bounds;

  EXPECT_EQ(bounds.BucketOf(60'000'000'000), bounds.used);
}

TEST(SeriesSumsTest, AddsAloneAndSharedAlike) {
  SeriesSums alone;
  SeriesSums shared;
  for (const Measured& measured : {Measured{60'000, 3, 2, 1}, Measured{200'000'000, -1, -1, -1}}) {
    AddAlone(alone, RedisBounds(), measured);
    AddShared(shared, RedisBounds(), measured);
  }

  for (const SeriesSums* sums : {&alone, &shared}) {
    EXPECT_EQ(sums->duration.buckets[1], 1U);
    EXPECT_EQ(sums->duration.buckets[10], 1U);
    EXPECT_EQ(sums->duration.sum, 200'060'000);
    EXPECT_EQ(sums->duration.least, 60'000);
    EXPECT_EQ(sums->duration.most, 200'000'000);
    EXPECT_EQ(sums->rows.sum, 3);
    EXPECT_EQ(sums->rows.buckets[2], 1U);
    EXPECT_EQ(sums->hits, 2U);
    EXPECT_EQ(sums->misses, 1U);
  }
}

TEST(SeriesTableTest, BeyondTheLimitTheOverflowIsShared) {
  SeriesTable table{100};
  auto* const first = table.Find(Key(1), Overflow(), 2);
  auto* const second = table.Find(Key(2), Overflow(), 2);

  auto* const third = table.Find(Key(3), Overflow(), 2);

  EXPECT_NE(first, second);
  ASSERT_NE(third, nullptr);
  EXPECT_TRUE(third->key.overflow);
  EXPECT_EQ(table.Find(Key(4), Overflow(), 2), third);
  EXPECT_EQ(table.Find(Key(1), Overflow(), 2), first);
}

TEST(SeriesTableTest, EveryScopeHasALimitOfItsOwn) {
  SeriesTable table{100};
  SeriesKey of_another = Key(1);
  of_another.scope = 2;
  table.Find(Key(1), Overflow(), 1);

  EXPECT_FALSE(table.Find(of_another, Overflow(), 1)->key.overflow);
  EXPECT_TRUE(table.Find(Key(2), Overflow(), 1)->key.overflow);
}

TEST(SeriesTableTest, TheSeriesOfAllScopesAreBounded) {
  SeriesTable table{2};
  for (TextId i = 1; i <= 2; ++i) table.Find(Key(i), Overflow(), 1000);

  EXPECT_TRUE(table.Find(Key(3), Overflow(), 1000)->key.overflow);
}

TEST(SeriesTableTest, ThreadsFindTheSameSeriesAndLoseNothing) {
  SeriesTable table{100};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (TextId i = 0; i < 8000; ++i) {
        AddShared(table.Find(Key(i % 80), Overflow(), 100)->unseen, RedisBounds(),
                  {1000, -1, -1, -1});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::size_t series = 0;
  table.ForEach([&](const SeriesTable::Series& one) {
    EXPECT_EQ(one.unseen.duration.buckets[0], 400U);
    ++series;
  });
  EXPECT_EQ(series, 80U);
}

}  // namespace
}  // namespace dbspan::recorder
