// Compares the recorded retry advice with what the server really did.
#include <sys/time.h>

#include <string>

#include "dbspan/suppression.h"
#include "tests/redis/hiredis/redis_fixture.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;

auto RetryIs(const char* retry) { return HasAttribute("dbspan.error.retry", Text(retry)); }

class RedisRetryTest : public RedisFixture {
 protected:
  RedisRetryTest() : RedisFixture([](Options& options) { options.connect_spans = true; }) {}
};

TEST_F(RedisRetryTest, AnUnknownScriptWasNotRunAndItsTextCanBeSent) {
  const char* const unknown = "EVALSHA ffffffffffffffffffffffffffffffffffffffff 0";
  Ask(unknown);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanExpects("NOSCRIPT"), RetryIs("statement"))));
}

TEST_F(RedisRetryTest, ASyntaxErrorFailsAgain) {
  Ask("SET a");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AllOf(SpanFailedWith("ERR"), RetryIs("no"))));
}

TEST_F(RedisRetryTest, ATimeoutOfTheClientDoesNotSayThatNothingHappened) {
  timeval soon{0, 50'000};
  const Context hasty = Connect();
  redisSetTimeout(hasty.get(), soon);
  telemetry_.Clear();

  const void* reply = redisCommand(hasty.get(), "BRPOPLPUSH queue taken 0");

  EXPECT_EQ(reply, nullptr);
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(RetryIs("outcome_unknown")));
  Ask("RPUSH queue job");
  // the server executes the command although the client has timed out
  const Reply taken = Ask("BLPOP taken 0");
  ASSERT_EQ(taken->elements, 2U);
  EXPECT_STREQ(taken->element[1]->str, "job");
}

TEST_F(RedisRetryTest, AKilledConnectionLeavesTheOutcomeUnknown) {
  const Reply id = Ask("CLIENT ID");
  const std::string kill = "CLIENT KILL ID " + std::to_string(id->integer);
  {
    const SuppressInstrumentation quiet;
    const Context killer = Connect();
    const Reply killed{static_cast<redisReply*>(redisCommand(killer.get(), kill.c_str())),
                       &freeReplyObject};
    ASSERT_EQ(killed->integer, 1);
  }
  telemetry_.Clear();

  Ask("INCR n");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(RetryIs("outcome_unknown")));
}

TEST_F(RedisRetryTest, ConnectingCarriesNothingOut) {
  const Context nowhere{redisConnect("127.0.0.1", 1), [](redisContext* c) { redisFree(c); }};

  EXPECT_NE(nowhere->err, 0);
  EXPECT_THAT(telemetry_.Spans(),
              Contains(AllOf(SpanFailedWith("REDIS_ERR_IO"), RetryIs("later"))));
}

}  // namespace
}  // namespace dbspan::test
