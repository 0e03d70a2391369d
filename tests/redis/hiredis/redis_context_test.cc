#include "dbspan/redis/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <utility>

#include "dbspan/redis/instrumentation.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using redis::Context;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

static_assert(std::is_nothrow_move_constructible_v<Context>);
static_assert(!std::is_copy_constructible_v<Context>);

class RedisContextTest : public ::testing::Test {
 protected:
  RedisContextTest() { dbspan::configure<Redis>(telemetry_.options()); }
  ~RedisContextTest() override { dbspan::configure<Redis>(Options{}); }

  ServerUrl server_ = RedisServer();
  Telemetry telemetry_;
};

TEST_F(RedisContextTest, CommandsAndPipelinesAreTraced) {
  Context cache = Context::Connect(server_.host, server_.port, std::chrono::seconds{5});
  ASSERT_TRUE(cache.ok()) << cache.error_text();

  EXPECT_STREQ(cache.Command("SET %s %s", "a", "1")->str, "OK");
  EXPECT_TRUE(cache.Append("GET %s", "a"));
  EXPECT_TRUE(cache.Append("STRLEN a"));
  EXPECT_STREQ(cache.GetReply()->str, "1");
  EXPECT_EQ(cache.GetReply()->integer, 1);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("db.operation.name", Text("SET")),
                                              HasAttribute("db.operation.batch.size", Number(2))));
}

TEST_F(RedisContextTest, AContextThatHiredisMadeTakesAnInstrumenter) {
  Options silent = telemetry_.options();
  silent.query_text = QueryText::kOff;
  Context cache{redisConnectNonBlock(server_.host.c_str(), server_.port)};
  redis::UseInstrumenter(cache.get(), redis::MakeInstrumenter(silent));
  cache = Context{redisConnect(server_.host.c_str(), server_.port)};
  redis::UseInstrumenter(cache.get(), redis::MakeInstrumenter(silent));
  cache.Command("GET hidden");
  EXPECT_TRUE(cache.Append("GET hidden"));
  redis::UseInstrumenter(cache.get(), nullptr);
  cache.GetReply();
  cache.Command("GET shown");
  redis::UseInstrumenter(nullptr, nullptr);

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_EQ(spans[0].attributes.count("db.query.text"), 0U);
  EXPECT_EQ(spans[1].attributes.at("db.query.text"), Text("GET shown"));
}

TEST_F(RedisContextTest, AConnectionKeepsItsOptionsWhenItConnectsAgain) {
  Options silent = telemetry_.options();
  silent.query_text = QueryText::kOff;
  Context cache = Context::Connect(server_.host, server_.port, {}, redis::MakeInstrumenter(silent));
  redisContext* const native = cache.release();
  ASSERT_EQ(redisReconnect(native), REDIS_OK);

  freeReplyObject(redisCommand(native, "GET secret"));

  redisFree(native);

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(1));
  EXPECT_EQ(spans[0].attributes.count("db.query.text"), 0U);
}

TEST_F(RedisContextTest, AConnectionMayHaveOptionsOfItsOwn) {
  Options silent = telemetry_.options();
  silent.query_text = QueryText::kOff;
  silent.connect_spans = true;
  Context cache = Context::Connect(server_.host, server_.port, {}, redis::MakeInstrumenter(silent));
  Context other = Context::Connect(server_.host, server_.port);

  cache.Command("GET a");
  other.Command("GET a");

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(3));
  EXPECT_THAT(spans[0], HasAttribute("db.operation.name", Text("CONNECT")));
  EXPECT_THAT(spans[1], LacksAttribute("db.query.text"));
  EXPECT_THAT(spans[2], HasAttribute("db.query.text", Text("GET a")));
}

TEST_F(RedisContextTest, AConnectionThatFailsSaysWhy) {
  const Context refused = Context::Connect("127.0.0.1", 1);
  EXPECT_FALSE(refused.ok());
  EXPECT_EQ(refused.error_text(), "Connection refused");

  const Context nowhere = Context::ConnectUnix("/nowhere/redis.sock", std::chrono::seconds{1});
  EXPECT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error_text(), "No such file or directory");

  EXPECT_FALSE(Context{}.ok());
  EXPECT_EQ(Context{}.error_text(), "there is no connection");
}

TEST_F(RedisContextTest, MovesAndLetsGo) {
  Context first = Context::Connect(server_.host, server_.port);
  Context second = std::move(first);
  EXPECT_STREQ(second.Command("PING")->str, "PONG");
  redisContext* native = second.release();
  EXPECT_EQ(second.get(), nullptr);
  freeReplyObject(redisCommand(native, "PING"));
  redisFree(native);

  EXPECT_THAT(telemetry_.Spans(), SizeIs(2));
}

}  // namespace
}  // namespace dbspan::test
