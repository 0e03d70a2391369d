// Contexts that traced functions share with functions that dbspan does not trace: a command never
// gets the result of another one. Compiled for the header form, and for the linked form with
// hiredis's own header.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/redis/hiredis/redis_in_step_fixture.h"
#include "tests/support/matchers.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;

using RedisInStepTest = RedisInStepFixture;

auto Named(const char* name) { return HasAttribute("db.operation.name", Text(name)); }
MATCHER_P(HasEvent, event, "") { return Has(arg, event); }

TEST_F(RedisInStepTest, AReplyReadFromTheReaderEndsItsCommandWithoutResult) {
  redisAppendCommand(redis_.get(), "LPUSH text x");
  WriteAll();
  Discard(ReadFromReader());

  Ask("LPUSH list x");
  Ask("GET list");
  Ask("GET text");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(Named("LPUSH"), SpanSucceeded()),
                                              AllOf(Named("LPUSH"), SpanSucceeded()),
                                              AllOf(Named("GET"), SpanFailedWith("WRONGTYPE")),
                                              AllOf(Named("GET"), HasEvent("cache.hit"))));
}

TEST_F(RedisInStepTest, AReplyThatNobodyWantsCountsForItsCommand) {
  redisAppendCommand(redis_.get(), "LPUSH text x");
  redisAppendCommand(redis_.get(), "GET text");
  WriteAll();
  Settle();
  ASSERT_EQ(redisBufferRead(redis_.get()), REDIS_OK);
  ASSERT_EQ(redisGetReplyFromReader(redis_.get(), nullptr), REDIS_OK);
  void* reply = nullptr;
  ASSERT_EQ(redisGetReply(redis_.get(), &reply), REDIS_OK);
  EXPECT_STREQ(static_cast<redisReply*>(reply)->str, "1");
  Discard(reply);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(Named("LPUSH"), AllOf(Named("GET"), SpanSucceeded())));
}

TEST_F(RedisInStepTest, ACommandSentElsewhereGivesItsReplyToNoOtherCommand) {
  auto quiet = std::make_unique<SuppressInstrumentation>();
  for (const char* command : {"BLPOP nowhere 1", "LPUSH text x"}) {
    ASSERT_EQ(untraced_append_(redis_.get(), command), REDIS_OK);
  }
  int done = 0;
  while (done == 0) ASSERT_EQ(untraced_write_(redis_.get(), &done), REDIS_OK);
  quiet.reset();

  Ask("GET text");  // gets the reply to BLPOP
  for (int i = 0; i < 2; ++i) {
    void* reply = nullptr;
    ASSERT_EQ(untraced_get_reply_(redis_.get(), &reply), REDIS_OK);
    Discard(reply);
  }
  Ask("GET text");

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_THAT(spans[0], AllOf(Named("GET"), SpanSucceeded(), Not(HasEvent("cache.miss"))));
  EXPECT_THAT(spans[1], AllOf(Named("GET"), SpanSucceeded(), HasEvent("cache.hit")));
}

}  // namespace
}  // namespace dbspan::test
