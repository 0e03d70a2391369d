// Tests applications that hand over parts of commands, or several commands in one call.
#include <gmock/gmock.h>

#include <random>
#include <string>
#include <vector>

#include "tests/redis/hiredis/redis_fixture.h"
#include "tests/redis/resp/wire_format.h"

namespace dbspan::test {
namespace {

using redis::Wire;
using ::testing::AllOf;
using ::testing::ElementsAre;

class RedisPiecesTest : public RedisFixture {
 protected:
  RedisPiecesTest()
      : RedisFixture([](Options& options) { options.pipeline_command_spans = true; }) {}

  void Append(const std::string& bytes) {
    ASSERT_EQ(redisAppendFormattedCommand(redis_.get(), bytes.data(), bytes.size()), REDIS_OK);
  }
  auto Recorded(const std::string& operation, Attributes own) {
    own["db.operation.name"] = Text(operation);
    return AllOf(SpanNamed(Named(operation)), SpanSucceeded(), AttributesAre(With(std::move(own))));
  }
};

TEST_F(RedisPiecesTest, ACommandInsideAValueIsNoSpan) {
  const std::string inner = Wire({"GET", "zqsecret7"});
  const std::string whole = Wire({"SET", "k", inner});
  const std::size_t value = whole.find("$" + std::to_string(inner.size()));
  Append(whole.substr(0, value));
  Append(whole.substr(value, whole.find(inner) - value));
  Append(inner);
  Append("\r\n" + Wire({"GET", "k"}));
  redisAppendCommand(redis_.get(), "STRLEN k");

  EXPECT_STREQ(Get()->str, "OK");
  EXPECT_EQ(Get()->str, inner);
  EXPECT_EQ(Get()->integer, static_cast<long long>(inner.size()));

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(Recorded("SET", {{"db.query.text", Text("SET k")}}),
                          Recorded("GET", {{"db.query.text", Text("GET k")}}),
                          Recorded("STRLEN", {{"db.query.text", Text("STRLEN k")}})));
}

TEST_F(RedisPiecesTest, WhatRedisCommandSendsInsideAValueIsNoSpan) {
  const std::string inner = Wire({"GET", "zqsecret7"});
  Append("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + std::to_string(inner.size() - 2) + "\r\n");

  EXPECT_STREQ(Ask("GET zqsecret7")->str, "OK");  // its last two bytes end the value
  Ask("GET k");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(Recorded("SET", {{"db.query.text", Text("SET k")}}),
                                              Recorded("GET", {{"db.query.text", Text("GET k")}})));
}

TEST_F(RedisPiecesTest, SeveralCommandsInOneCallAreOneSpanEach) {
  Append(Wire({"SET", "a", "1"}) + Wire({"GET", "nothing"}) + "PING\r\n");
  Append(Wire({"GET", "a"}));

  EXPECT_STREQ(Get()->str, "OK");
  EXPECT_EQ(Get()->type, REDIS_REPLY_NIL);
  EXPECT_STREQ(Get()->str, "PONG");
  EXPECT_STREQ(Get()->str, "1");

  const auto spans = telemetry_.Spans();
  ASSERT_EQ(spans.size(), 4U);
  EXPECT_THAT(spans[0], SpanNamed(Named("SET")));
  EXPECT_THAT(spans[1], SpanNamed(Named("GET")));
  EXPECT_EQ(spans[1].events.at(0).name, "cache.miss");
  EXPECT_THAT(spans[2], SpanNamed(Named("_OTHER")));
  EXPECT_THAT(spans[3], SpanNamed(Named("GET")));
  EXPECT_EQ(spans[3].events.at(0).name, "cache.hit");
}

TEST_F(RedisPiecesTest, AReconnectBeginsANewStream) {
  Append("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100\r\n");
  ASSERT_EQ(redisReconnect(redis_.get()), REDIS_OK);
  telemetry_.Clear();

  Ask("GET k");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed(Named("GET"))));
}

// The server's own counters are the truth: what it executes, and nothing else, is recorded.
TEST_F(RedisPiecesTest, WhereverCommandsAreCutTheSpansAreWhatTheServerExecutes) {
  std::mt19937 random{20261128};
  const auto below = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>{0, most - 1}(random);
  };
  const std::string inner = Wire({"GETDEL", "zqsecret7"});
  for (int round = 0; round < 100; ++round) {
    const std::vector<std::string> commands{Wire({"SET", "k", inner}), Wire({"GET", "nothing"}),
                                            Wire({"APPEND", "k", inner + inner}),
                                            Wire({"STRLEN", "k"})};
    std::string wire;
    const std::size_t sent = 1 + below(6);
    for (std::size_t i = 0; i < sent; ++i) wire += commands[below(commands.size())];
    Ask("CONFIG RESETSTAT");
    telemetry_.Clear();

    for (std::size_t at = 0; at < wire.size();) {
      const std::string piece = wire.substr(at, 1 + below(60));
      Append(piece);
      at += piece.size();
    }
    for (std::size_t i = 0; i < sent; ++i) Get();
    std::size_t spans = 0;
    for (const RecordedSpan& span : telemetry_.Spans()) {
      ++spans;
      EXPECT_THAT(span, SpanSucceeded());
      EXPECT_EQ(::testing::PrintToString(span).find("zqsecret"), std::string::npos) << span;
    }

    const std::string stats = Ask("INFO commandstats")->str;
    EXPECT_EQ(spans, sent) << wire;
    EXPECT_EQ(stats.find("cmdstat_getdel"), std::string::npos) << wire;
  }
}

}  // namespace
}  // namespace dbspan::test
