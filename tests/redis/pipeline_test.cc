#include "redis/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "redis/client/outcome.h"
#include "tests/redis/resp/wire_format.h"
#include "tests/support/matchers.h"
#include "tests/support/systems.h"
#include "tests/support/telemetry.h"

namespace dbspan::redis {
namespace {

using test::HasAttribute;
using test::Number;
using test::SpanNamed;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PipelineTest : public ::testing::Test {
 protected:
  void Append(std::initializer_list<std::string_view> command, bool recorded = true) {
    pipeline_.Append(Wire(command), recorded, options_, endpoint_, queued_);
  }
  void Answer() { pipeline_.OnReply(nullptr, conversation_); }
  void Flush() { pipeline_.Flush(instrumenter_); }

  test::Telemetry telemetry_;
  Instrumenter instrumenter_{Client{"dbspan.test", "TEST"}, telemetry_.options()};
  EndpointPtr endpoint_ =
      std::make_shared<const Endpoint>(EndpointFields{systems::kRedis, "0", "cache", 6379, "", 0});
  Options options_;
  bool queued_ = false;
  Conversation conversation_;
  Pipeline pipeline_;
};

TEST_F(PipelineTest, EqualCommandsAreOneNamedBatch) {
  Append({"GET", "a"});
  Append({"GET", "b"});
  Flush();
  Answer();
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  Answer();

  EXPECT_TRUE(pipeline_.idle());
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("PIPELINE GET cache:6379"), test::KeepsTheContract(),
                                HasAttribute("db.operation.name", Text("PIPELINE GET")),
                                HasAttribute("db.operation.batch.size", Number(2)),
                                HasAttribute("db.query.text", Text("GET a; GET b")))));
}

TEST_F(PipelineTest, RepliesThatAreReadElsewhereAreNotWaitedForWithoutBound) {
  for (std::size_t i = 0; i <= Pipeline::kMostSent; ++i) {
    Append({"GET", "a"});
    Flush();
  }

  EXPECT_TRUE(pipeline_.idle());
  EXPECT_FALSE(Pipeline::AnyOpen());
  const std::size_t spans = telemetry_.Spans().size();
  EXPECT_EQ(spans, Pipeline::kMostSent);
  Append({"GET", "b"});  // not followed: its reply could be that of an earlier command
  Flush();
  Answer();
  EXPECT_THAT(telemetry_.Spans(), SizeIs(spans));
}

TEST_F(PipelineTest, ALongPipelineThatIsReadIsFollowedToItsEnd) {
  options_.pipeline_command_spans = true;
  constexpr std::size_t kCommands = Pipeline::kMostSent * 2;
  for (std::size_t i = 0; i < kCommands; ++i) Append({"GET", "a"});
  Flush();
  for (std::size_t i = 0; i < kCommands; ++i) Answer();

  EXPECT_TRUE(pipeline_.idle());
  EXPECT_THAT(telemetry_.Spans(), SizeIs(kCommands));
}

TEST_F(PipelineTest, WhatRunsInAnotherDatabaseIsAnotherBatch) {
  Append({"SELECT", "3"});
  endpoint_ =
      std::make_shared<const Endpoint>(EndpointFields{systems::kRedis, "3", "cache", 6379, "", 0});
  Append({"GET", "a"});
  Append({"GET", "b"});
  Flush();
  for (int i = 0; i < 3; ++i) Answer();

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(
          AllOf(SpanNamed("SELECT cache:6379"), HasAttribute("db.namespace", Text("0"))),
          AllOf(SpanNamed("PIPELINE GET cache:6379"), HasAttribute("db.namespace", Text("3")))));
}

TEST_F(PipelineTest, ATransactionIsNotTornApart) {
  Append({"MULTI"});
  queued_ = true;
  Append({"SELECT", "3"});
  endpoint_ =
      std::make_shared<const Endpoint>(EndpointFields{systems::kRedis, "3", "cache", 6379, "", 0});
  Append({"EXEC"});
  Flush();
  for (int i = 0; i < 3; ++i) Answer();

  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(PipelineTest, SubscribingToSeveralChannelsHasSeveralReplies) {
  Append({"SUBSCRIBE", "a", "b"});
  Append({"GET", "k"});
  Flush();
  const auto a = Reply("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n");
  const auto message = Reply("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n");
  const auto miss = Reply("$-1\r\n");
  for (const auto* reply : {&a, &message, &a, &miss}) {
    EXPECT_FALSE(pipeline_.idle());
    pipeline_.OnReply(reply->get(), conversation_);
  }

  EXPECT_TRUE(pipeline_.idle());
  EXPECT_THAT(telemetry_.Lookups(), ::testing::Not(IsEmpty()));
}

#ifdef REDIS_REPLY_PUSH
TEST_F(PipelineTest, APushIsNoReply) {
  Append({"GET", "a"});
  Append({"LPUSH", "a", "x"});
  Flush();
  const auto push = Reply(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n");
  const auto value = Reply("$1\r\nv\r\n");
  pipeline_.OnReply(push.get(), conversation_);
  pipeline_.OnReply(value.get(), conversation_);
  EXPECT_FALSE(pipeline_.idle());
  pipeline_.OnReply(push.get(), conversation_);
  pipeline_.OnReply(value.get(), conversation_);

  EXPECT_TRUE(pipeline_.idle());
  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}
#endif

TEST_F(PipelineTest, DifferentCommandsAreOneBatch) {
  Append({"SET", "a", "1"});
  Append({"GET", "b"});
  Flush();
  Answer();
  Answer();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("db.operation.name", Text("PIPELINE"))));
}

TEST_F(PipelineTest, OneCommandIsNoBatch) {
  Append({"GET", "a"});
  Flush();
  Answer();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("GET cache:6379"),
                                test::LacksAttribute("db.operation.batch.size"))));
}

TEST_F(PipelineTest, OnRequestEveryCommandIsASpanOfItsOwn) {
  options_.pipeline_command_spans = true;
  Append({"SET", "a", "1"});
  Append({"GET", "a"});
  Flush();
  Answer();
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed("SET cache:6379")));
  Answer();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(SpanNamed("SET cache:6379"),
                          AllOf(SpanNamed("GET cache:6379"), test::KeepsTheContract(),
                                HasAttribute("db.query.text", Text("GET a")),
                                test::LacksAttribute("db.operation.batch.size"))));
}

TEST_F(PipelineTest, WhatWasAppendedBeforeSwitchingOffIsStillRecorded) {
  Append({"GET", "a"});
  Append({"GET", "b"}, false);
  Flush();
  Answer();
  Answer();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed("GET cache:6379")));
}

TEST_F(PipelineTest, WhatComesAfterTheFlushIsAnotherBatch) {
  Append({"GET", "a"});
  Append({"GET", "b"});
  Flush();
  Append({"SET", "c", "1"});
  Answer();
  Flush();
  Answer();
  Answer();

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(SpanNamed("PIPELINE GET cache:6379"), SpanNamed("SET cache:6379")));
}

TEST_F(PipelineTest, CommandsThatAreNotRecordedStillTakeTheirReplies) {
  Append({"PING"}, false);
  Append({"GET", "a"});
  Flush();
  Answer();
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  Answer();

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed("GET cache:6379")));
}

TEST_F(PipelineTest, ALostConnectionEndsEverything) {
  Append({"GET", "a"});
  Flush();
  Append({"GET", "b"});
  Flush();

  pipeline_.FailAll(hiredis::OutcomeOfContextError(REDIS_ERR_EOF, "Server closed the connection"));

  EXPECT_TRUE(pipeline_.idle());
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(test::SpanFailedWith("REDIS_ERR_EOF"),
                                              test::SpanFailedWith("REDIS_ERR_EOF")));
}

TEST_F(PipelineTest, IsOpenUntilItsLastReply) {
  EXPECT_FALSE(Pipeline::AnyOpen());
  Append({"GET", "a"});
  Append({"GET", "b"}, false);
  Flush();
  Answer();
  EXPECT_TRUE(Pipeline::AnyOpen());
  Answer();
  EXPECT_FALSE(Pipeline::AnyOpen());
  {
    Pipeline dropped;
    dropped.Append(Wire({"GET", "a"}), true, options_, endpoint_, queued_);
    EXPECT_TRUE(Pipeline::AnyOpen());
  }
  EXPECT_FALSE(Pipeline::AnyOpen());
}

TEST_F(PipelineTest, AReplyTooManyIsIgnored) {
  Answer();

  EXPECT_TRUE(pipeline_.idle());
}

TEST_F(PipelineTest, AHundredThousandCommandsAreOneSpanOfBoundedText) {
  for (int i = 0; i < 100'000; ++i) Append({"GET", "key:" + std::to_string(i)});
  Flush();
  for (int i = 0; i < 100'000; ++i) Answer();

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  const auto span = telemetry_.Spans()[0];
  EXPECT_THAT(span, HasAttribute("db.operation.batch.size", Number(100'000)));
  EXPECT_LE(std::get<std::string>(span.attributes.at("db.query.text")).size(), 4096U);
}

}  // namespace
}  // namespace dbspan::redis
