#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/redis/hiredis/redis_fixture.h"
#include "tests/support/matchers.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::SizeIs;

using RedisTransactionTest = RedisFixture;

auto Events(std::initializer_list<std::pair<const char*, int>> events) {
  std::vector<::testing::Matcher<const RecordedEvent&>> matchers;
  for (const auto& [name, count] : events) {
    matchers.push_back(IsEvent(name, Attributes{{"cache.item_count", Number(count)}}));
  }
  return Field(&RecordedSpan::events, ::testing::ElementsAreArray(matchers));
}

TEST_F(RedisTransactionTest, EveryCommandIsASpanAndExecCarriesTheOutcome) {
  Ask("SET a 1");
  telemetry_.Clear();

  Ask("MULTI");
  EXPECT_STREQ(Ask("GET a")->str, "QUEUED");
  Ask("GET b");
  EXPECT_EQ(Ask("EXEC")->elements, 2U);

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(4));
  EXPECT_THAT(spans[0], AllOf(SpanNamed(Named("MULTI")), Events({})));
  EXPECT_THAT(spans[1], AllOf(SpanNamed(Named("GET")), Events({})));
  EXPECT_THAT(spans[3], AllOf(SpanNamed(Named("EXEC")), SpanSucceeded(), KeepsTheContract(),
                              LacksAttribute("dbspan.transaction.aborted"),
                              Events({{"cache.hit", 1}, {"cache.miss", 1}})));
}

TEST_F(RedisTransactionTest, WhatWatchPreventsIsAbortedAndNoError) {
  const Context other = Connect();
  Ask("WATCH a");
  freeReplyObject(redisCommand(other.get(), "SET a 2"));
  Ask("MULTI");
  Ask("SET a 1");
  telemetry_.Clear();

  EXPECT_EQ(Ask("EXEC")->type, REDIS_REPLY_NIL);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed(Named("EXEC")), SpanSucceeded(), KeepsTheContract(),
                                HasAttribute("dbspan.transaction.aborted", Yes()))));
}

TEST_F(RedisTransactionTest, InAPipelineItIsOneSpanWithEverythingInIt) {
  redisAppendCommand(redis_.get(), "SET a 1");
  redisAppendCommand(redis_.get(), "MULTI");
  redisAppendCommand(redis_.get(), "GET a");
  redisAppendCommand(redis_.get(), "SELECT 2");
  redisAppendCommand(redis_.get(), "EXEC");
  for (int i = 0; i < 5; ++i) Get();
  Ask("GET a");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanNamed(Named("PIPELINE")), Events({{"cache.hit", 1}})),
                  AllOf(HasAttribute("db.namespace", Text("2")), Events({{"cache.miss", 1}}))));
}

TEST_F(RedisTransactionTest, ListsTellHowManyElementsCame) {
  Ask("RPUSH list a b c");
  telemetry_.Clear();

  Ask("LRANGE list 0 -1");
  Ask("KEYS *");
  Ask("SCAN 0");
  Ask("LLEN list");

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(4));
  EXPECT_THAT(spans[0],
              AllOf(HasAttribute("db.response.returned_rows", Number(3)), KeepsTheContract()));
  EXPECT_THAT(spans[1], HasAttribute("db.response.returned_rows", Number(1)));
  EXPECT_THAT(spans[2], HasAttribute("db.response.returned_rows", Number(1)));
  EXPECT_THAT(spans[3], LacksAttribute("db.response.returned_rows"));
}

}  // namespace
}  // namespace dbspan::test
