// Tests error replies of real servers that cluster clients and callers of scripts expect and handle
// themselves.
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/redis/hiredis/redis_fixture.h"
#include "tests/support/loopback_listener.h"
#include "tests/support/own_redis.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

const std::string kMe(40, 'a');
const std::string kOther(40, 'b');

/// Describes this node and a second one, which does not run. Slot 3300 (key `b`) is on this node
/// and 15495 (`a`) on the other; 16 (`4883`) is migrating to the other; 8191 is on neither.
std::string ClusterNodes() {
  return kMe + " 127.0.0.1:7001@17001 myself,master - 0 0 1 connected 0-8190 [16->-" + kOther +
         "]\n" + kOther + " 127.0.0.1:7002@17002 master - 0 0 2 connected 8192-16383\n" +
         "vars currentEpoch 2 lastVoteEpoch 0\n";
}

int FreePort() { return LoopbackListener{}.port(); }

std::vector<std::string> ClusterArguments() {
  return {"--cluster-enabled",
          "yes",
          "--cluster-port",
          std::to_string(FreePort()),
          "--cluster-node-timeout",
          "100000000",
          "--cluster-require-full-coverage",
          "no"};
}

class RedisExpectedErrorsTest : public ::testing::Test {
 protected:
  RedisExpectedErrorsTest() { dbspan::configure<Redis>(telemetry_.options()); }
  ~RedisExpectedErrorsTest() override { dbspan::configure<Redis>(Options{}); }

  void Connect(const OwnRedis& server) {
    redis_.reset(redisConnectUnix(server.socket().c_str()));
    ASSERT_EQ(redis_->err, 0) << redis_->errstr;
  }
  std::string Ask(const std::string& command) {
    const Reply reply{static_cast<redisReply*>(redisCommand(redis_.get(), command.c_str())),
                      &freeReplyObject};
    return reply == nullptr || reply->str == nullptr ? "" : reply->str;
  }
  /// Repeats the command until the answer no longer begins with `word`.
  void AskUntilNot(const std::string& word, const std::string& command) {
    for (int tries = 0; Ask(command).rfind(word, 0) == 0; ++tries) {
      ASSERT_LT(tries, 12'000);
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
  }

  Telemetry telemetry_;
  Context redis_{nullptr, [](redisContext* c) { redisFree(c); }};
};

class RedisClusterErrorsTest : public RedisExpectedErrorsTest {
 protected:
  RedisClusterErrorsTest() {
    Connect(*server_);
    AskUntilNot("CLUSTERDOWN", "GET b");
  }
  void Configure(bool expected) {
    Options options = telemetry_.options();
    options.expected_errors = expected;
    dbspan::configure<Redis>(options);
    Connect(*server_);
    telemetry_.Clear();
  }

  /// Starts the server. Its port for other nodes was free, but another program may take it first.
  static std::unique_ptr<OwnRedis> StartServer() {
    for (int tries = 0; tries < 10; ++tries) {
      try {
        return std::make_unique<OwnRedis>(ClusterArguments(), "nodes.conf", ClusterNodes());
      } catch (const std::runtime_error&) {  // its port is in use
      }
    }
    throw std::runtime_error{"no redis-server with a cluster"};
  }

  const std::unique_ptr<OwnRedis> server_ = StartServer();
};

TEST_F(RedisClusterErrorsTest, AClusterThatIsNotReadyIsNoErrorOfTheSpan) {
  telemetry_.Clear();

  Ask("GET 42163");  // of slot 8191, which is on neither node

  EXPECT_THAT(telemetry_.Spans(), Contains(AllOf(SpanExpects("CLUSTERDOWN"), KeepsTheContract())));
  EXPECT_THAT(telemetry_.Spans(), ::testing::Not(Contains(SpanFailedWith("CLUSTERDOWN"))));
}

TEST_F(RedisClusterErrorsTest, WhatClusterClientsHandleHasItsTypeAndNoErrorStatus) {
  Ask("SET {b}1 x");
  Ask("CLUSTER SETSLOT 3300 MIGRATING " + kOther);
  telemetry_.Clear();

  EXPECT_EQ(Ask("GET a"), "MOVED 15495 127.0.0.1:7002");
  EXPECT_EQ(Ask("GET 4883"), "ASK 16 127.0.0.1:7002");
  EXPECT_EQ(Ask("MGET {b}1 {b}2").rfind("TRYAGAIN ", 0), 0U);
  EXPECT_EQ(Ask("EVALSHA ffffffffffffffffffffffffffffffffffffffff 0").rfind("NOSCRIPT ", 0), 0U);
  EXPECT_EQ(Ask("EVAL return(1) 1 a"), "MOVED 15495 127.0.0.1:7002");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(KeepsTheContract(), SpanExpects("MOVED"),
                        AttributesAre(Attributes{{"db.system.name", Text("redis")},
                                                 {"db.namespace", Text("0")},
                                                 {"db.operation.name", Text("GET")},
                                                 {"db.query.text", Text("GET a")},
                                                 {"server.address", Text(server_->socket())},
                                                 {"network.peer.address", Text(server_->socket())},
                                                 {"db.response.status_code", Text("MOVED")},
                                                 {"error.type", Text("MOVED")},
                                                 {"dbspan.error.retry", Text("statement")}})),
                  AllOf(KeepsTheContract(), SpanExpects("ASK")),
                  AllOf(KeepsTheContract(), SpanExpects("TRYAGAIN")),
                  AllOf(KeepsTheContract(), SpanExpects("NOSCRIPT")),
                  AllOf(KeepsTheContract(), SpanExpects("MOVED"))));
  EXPECT_THAT(telemetry_.Durations(), IsSupersetOf({HasAttribute("error.type", Text("MOVED")),
                                                    HasAttribute("error.type", Text("ASK"))}));
}

TEST_F(RedisClusterErrorsTest, ASwitchMakesThemErrorsOfTheSpan) {
  Configure(false);

  Ask("GET a");
  Ask("EVALSHA ffffffffffffffffffffffffffffffffffffffff 0");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("MOVED"), SpanFailedWith("NOSCRIPT")));
}

TEST_F(RedisClusterErrorsTest, OfAPipelineTheOtherErrorsCountMore) {
  Ask("SET b x");
  telemetry_.Clear();
  for (const char* command : {"GET a", "LPUSH b x", "GET 4883"}) {
    redisAppendCommand(redis_.get(), command);
  }
  for (int i = 0; i < 3; ++i) {
    void* reply = nullptr;
    ASSERT_EQ(redisGetReply(redis_.get(), &reply), REDIS_OK);
    freeReplyObject(reply);
  }

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("WRONGTYPE")));
}

TEST_F(RedisClusterErrorsTest, OtherErrorsAreStillErrors) {
  telemetry_.Clear();

  Ask("MGET a b");  // the keys are in two slots
  Ask("GET");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("CROSSSLOT"), SpanFailedWith("ERR")));
}

// Only the server's own redirections are expected errors. A script that throws the text of one is
// an error.
TEST_F(RedisExpectedErrorsTest, AnErrorFromInsideAScriptIsAnErrorOfTheSpan) {
  const OwnRedis server;
  Connect(server);
  telemetry_.Clear();

  const char* const arguments[] = {"EVAL", "error({err = 'MOVED 1 x'})", "0"};
  freeReplyObject(redisCommandArgv(redis_.get(), 3, const_cast<const char**>(arguments), nullptr));

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("MOVED")));
}

TEST_F(RedisExpectedErrorsTest, AnErrorThatAScriptReturnsIsAnErrorOfTheSpan) {
  const OwnRedis server;
  Connect(server);
  telemetry_.Clear();

  for (const char* script : {"return {err='MOVED 1 zq'}", "return redis.error_reply('LOADING zq')",
                             "return redis.error_reply('NOSCRIPT zq')"}) {
    const char* const arguments[] = {"EVAL", script, "0"};
    freeReplyObject(
        redisCommandArgv(redis_.get(), 3, const_cast<const char**>(arguments), nullptr));
  }

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("MOVED"), SpanFailedWith("LOADING"),
                                              SpanFailedWith("NOSCRIPT")));
}

TEST_F(RedisExpectedErrorsTest, AServerThatLoadsIsNoErrorOfTheSpan) {
  OwnRedis server;
  Connect(server);
  for (int i = 0; i < 300; ++i) {
    Ask("SET " + std::to_string(i) + " " + std::string(100, 'x'));
  }
  ASSERT_EQ(Ask("SAVE"), "OK");
  // On a busy machine, a short load may be over before this process can ask.
  for (const char* microseconds_per_key : {"2000", "20000", "100000"}) {
    server.Restart({"--key-load-delay", microseconds_per_key,
                    "--loading-process-events-interval-bytes", "2048"});
    Connect(server);
    telemetry_.Clear();
    AskUntilNot("LOADING", "GET 1");
    if (telemetry_.Spans().size() > 1) break;
  }

  EXPECT_THAT(telemetry_.Spans(),
              Contains(AllOf(SpanExpects("LOADING"), KeepsTheContract(),
                             HasAttribute("dbspan.error.retry", Text("later")))));
  EXPECT_THAT(telemetry_.Spans(), ::testing::Not(Contains(SpanFailedWith("LOADING"))));
}

}  // namespace
}  // namespace dbspan::test
