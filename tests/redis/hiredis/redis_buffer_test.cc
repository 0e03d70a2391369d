// Tests programs that read and write the buffers of a connection themselves, and connections that
// are lost in the middle.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <poll.h>

#include <cerrno>
#include <string>

#include "tests/redis/hiredis/redis_fixture.h"
#include "tests/support/matchers.h"
#include "tests/support/own_redis.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class RedisBufferTest : public RedisFixture {
 protected:
  static void Wait(const redisContext& context, short events) {
    pollfd wanted{static_cast<int>(context.fd), events, 0};
    ASSERT_EQ(poll(&wanted, 1, 5000), 1);
  }
  /// Writes the whole output buffer. Returns the result of the last redisBufferWrite.
  static int WriteAll(redisContext& context) {
    int done = 0;
    while (done == 0) {
      Wait(context, POLLOUT);
      if (redisBufferWrite(&context, &done) != REDIS_OK) return REDIS_ERR;
    }
    return REDIS_OK;
  }
  /// Reads until a reply is complete. Returns null if the connection is lost.
  static Reply ReadOne(redisContext& context) {
    void* reply = nullptr;
    for (;;) {
      if (redisGetReplyFromReader(&context, &reply) != REDIS_OK) break;
      if (reply != nullptr) break;
      Wait(context, POLLIN);
      if (redisBufferRead(&context) != REDIS_OK) break;
    }
    return {static_cast<redisReply*>(reply), &freeReplyObject};
  }
};

TEST_F(RedisBufferTest, APipelineMovedByHandIsOneSpan) {
  const Context context{redisConnectNonBlock(server_.host.c_str(), server_.port),
                        [](redisContext* c) { redisFree(c); }};
  // non-blocking: only appended to the output buffer
  EXPECT_EQ(redisCommand(context.get(), "SET a 1"), nullptr);
  redisAppendCommand(context.get(), "GET a");
  ASSERT_EQ(WriteAll(*context), REDIS_OK);
  EXPECT_THAT(telemetry_.Spans(), SizeIs(0));

  EXPECT_STREQ(ReadOne(*context)->str, "OK");
  EXPECT_STREQ(ReadOne(*context)->str, "1");

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(HasAttribute("db.operation.name", Text("PIPELINE")),
                                HasAttribute("db.operation.batch.size", Number(2)), SpanSucceeded(),
                                KeepsTheContract())));
}

TEST_F(RedisBufferTest, AServerThatGoesAwayEndsWhatWaits) {
  redisAppendCommand(redis_.get(), "SET a 1");
  redisAppendCommand(redis_.get(), "CLIENT KILL TYPE normal SKIPME no");
  redisAppendCommand(redis_.get(), "GET a");
  ASSERT_EQ(WriteAll(*redis_), REDIS_OK);
  EXPECT_STREQ(ReadOne(*redis_)->str, "OK");
  while (redis_->err == 0) ReadOne(*redis_);

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith("REDIS_ERR_EOF"),
                                HasAttribute("db.operation.batch.size", Number(3)))));
  EXPECT_STREQ(redis_->errstr, "Server closed the connection");
}

TEST_F(RedisBufferTest, APipelineThatIsCutLeavesErrnoAndErrstrAlone) {
  redisAppendCommand(redis_.get(), "CLIENT KILL TYPE normal SKIPME no");
  redisAppendCommand(redis_.get(), "GET a");
  redisAppendCommand(redis_.get(), "GET b");
  void* reply = nullptr;
  int status = REDIS_OK;
  while (status == REDIS_OK) {
    freeReplyObject(reply);
    reply = nullptr;
    status = redisGetReply(redis_.get(), &reply);
  }

  EXPECT_EQ(reply, nullptr);
  EXPECT_EQ(redis_->err, REDIS_ERR_EOF);
  EXPECT_EQ(redisGetReply(redis_.get(), &reply), REDIS_ERR);
  EXPECT_THAT(telemetry_.Spans(), Each(SpanFailedWith("REDIS_ERR_EOF")));
  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(RedisBufferTest, AServerThatIsKilledInTheMiddleOfAPipelineEndsIt) {
  OwnRedis server;
  const Context context{redisConnectUnix(server.socket().c_str()),
                        [](redisContext* c) { redisFree(c); }};
  redisAppendCommand(context.get(), "SET a 1");
  redisAppendCommand(context.get(), "BLPOP nothing 0");
  redisAppendCommand(context.get(), "GET a");
  void* reply = nullptr;
  ASSERT_EQ(redisGetReply(context.get(), &reply), REDIS_OK);
  freeReplyObject(reply);
  server.Kill();

  EXPECT_EQ(redisGetReply(context.get(), &reply), REDIS_ERR);

  EXPECT_NE(context->err, 0);
  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(1));
  EXPECT_EQ(spans[0].status, opentelemetry::trace::StatusCode::kError);
  EXPECT_THAT(spans[0],
              AllOf(KeepsTheContract(), HasAttribute("db.operation.batch.size", Number(3)),
                    HasAttribute("server.address", Text(server.socket()))));
}

}  // namespace
}  // namespace dbspan::test
