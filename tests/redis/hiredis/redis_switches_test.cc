#include <dbspan/hiredis.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>

#include "dbspan/filter.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/suppression.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using Context = std::unique_ptr<redisContext, void (*)(redisContext*)>;

class RedisSwitchesTest : public ::testing::Test {
 protected:
  ~RedisSwitchesTest() override { dbspan::configure<Redis>(Options{}); }

  Context Connect(const char* host, int port) {
    dbspan::configure<Redis>(options_);
    return {redisConnect(host, port), [](redisContext* context) { redisFree(context); }};
  }
  Context Connect() { return Connect(server_.host.c_str(), server_.port); }
  static void Ask(const Context& context, const char* command) {
    freeReplyObject(redisCommand(context.get(), command));
  }

  ServerUrl server_ = RedisServer();
  Telemetry telemetry_;
  Options options_ = telemetry_.options();
};

TEST_F(RedisSwitchesTest, SuppressedCommandsAreQuietButFollowed) {
  const Context context = Connect();
  Ask(context, "SET suppressed 1");
  Ask(context, "MULTI");
  {
    const SuppressInstrumentation quiet;
    Ask(context, "GET suppressed");
  }
  Ask(context, "GET suppressed:nowhere");
  Ask(context, "EXEC");
  {
    const SuppressInstrumentation quiet;
    Ask(context, "SELECT 1");
    Ask(context, "DEL nowhere");
  }
  Ask(context, "GET suppressed");

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(5));
  ASSERT_THAT(spans[3].events, SizeIs(2));  // events of EXEC: one hit, one miss
  EXPECT_EQ(spans[3].events[0].name, "cache.hit");
  EXPECT_EQ(spans[3].events[1].name, "cache.miss");
  EXPECT_THAT(spans[4], HasAttribute("db.namespace", Text("1")));
}

TEST_F(RedisSwitchesTest, ConnectingIsASpanOnRequest) {
  options_.connect_spans = true;

  const Context context = Connect();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanKindIsClient(), SpanSucceeded(), KeepsTheContract(),
                                HasAttribute("db.operation.name", Text("CONNECT")),
                                HasAttribute("server.port", Number(server_.port)))));
}

TEST_F(RedisSwitchesTest, SoIsAConnectThatFails) {
  options_.connect_spans = true;

  const Context context = Connect("127.0.0.1", 1);

  EXPECT_NE(context->err, 0);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("CONNECT 127.0.0.1:1"), SpanFailedWith("REDIS_ERR_IO"),
                                HasAttribute("server.address", Text("127.0.0.1")))));
}

TEST_F(RedisSwitchesTest, QuickCommandsTellNoStages) {
  options_.slow_threshold = std::chrono::hours{1};
  const Context context = Connect();

  Ask(context, "GET k");

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_THAT(telemetry_.Spans()[0].events, Each(LacksAttribute("dbspan.stage.send")));
}

TEST_F(RedisSwitchesTest, SlowCommandsTellTheirStages) {
  options_.slow_threshold = std::chrono::milliseconds{20};
  const Context context = Connect();

  // If this thread loses the processor while it sends, the stage of sending is longer, and that of
  // waiting shorter.
  double wait = 0;
  for (int tries = 0; tries < 100 && wait < 0.029; ++tries) {
    telemetry_.Clear();
    Ask(context, "BLPOP nothing 0.03");
    ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
    ASSERT_THAT(telemetry_.Spans()[0].events, SizeIs(2));  // the first event is the cache miss
    const Attributes slow = telemetry_.Spans()[0].events[1].attributes;
    EXPECT_THAT(slow, UnorderedElementsAre(Key("dbspan.slow.threshold"),
                                           Key("dbspan.slow.duration"), Key("dbspan.stage.send"),
                                           Key("dbspan.stage.wait"), Key("dbspan.stage.read")));
    wait = std::get<double>(slow.at("dbspan.stage.wait"));
  }

  EXPECT_GE(wait, 0.029);
}

TEST_F(RedisSwitchesTest, ALostConnectionLooksTheSameInStages) {
  options_.slow_threshold = std::chrono::hours{1};
  const Context context = Connect();
  auto* id = static_cast<redisReply*>(redisCommand(context.get(), "CLIENT ID"));
  const std::string kill = "CLIENT KILL ID " + std::to_string(id->integer);
  freeReplyObject(id);
  const Context killer = Connect();
  std::thread other{[&] {  // waits until the first connection is blocked
    for (bool killed = false; !killed;) {
      auto* info = static_cast<redisReply*>(redisCommand(killer.get(), "INFO clients"));
      killed = std::string{info->str, info->len}.find("blocked_clients:1") != std::string::npos;
      freeReplyObject(info);
    }
    Ask(killer, kill.c_str());
  }};

  EXPECT_EQ(redisCommand(context.get(), "BLPOP nothing 0"), nullptr);

  other.join();
  EXPECT_EQ(context->err, REDIS_ERR_EOF);
  EXPECT_STREQ(context->errstr, "Server closed the connection");
}

TEST_F(RedisSwitchesTest, KeysCanBeLeftOut) {
  options_.hooks.filter = both(skip_keys({"session:"}), skip_operations({"INFO"}));
  const Context context = Connect();

  Ask(context, "GET session:7");
  Ask(context, "EVAL return 0 session:7");
  Ask(context, "EVALSHA 0123456789012345678901234567890123456789 1 session:7");
  Ask(context, "INFO server");
  Ask(context, "GET user:7");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("db.operation.name", Text("EVAL")),
                                              HasAttribute("db.query.text", Text("GET user:7"))));
}

TEST_F(RedisSwitchesTest, PingCanBeLeftOut) {
  options_.health_checks = false;
  const Context context = Connect();

  Ask(context, "PING");

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

}  // namespace
}  // namespace dbspan::test
