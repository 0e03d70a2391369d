#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "dbspan/switches.h"
#include "tests/redis/hiredis/redis_c99.h"
#include "tests/redis/hiredis/redis_fixture.h"
#include "tests/support/matchers.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using RedisTest = RedisFixture;

TEST_F(RedisTest, ACommandIsASpan) {
  const Reply reply = Ask("SET %s %s", "key", "a secret");

  EXPECT_EQ(reply->type, REDIS_REPLY_STATUS);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed(Named("SET")), SpanKindIsClient(), SpanSucceeded(),
                                KeepsTheContract(), Field(&RecordedSpan::scope, "dbspan.redis"),
                                Field(&RecordedSpan::events, IsEmpty()),
                                AttributesAre(With({{"db.operation.name", Text("SET")},
                                                    {"db.query.text", Text("SET key ?")}})))));
  EXPECT_THAT(telemetry_.Durations(),
              ::testing::Contains(AttributesAre(With({{"db.operation.name", Text("SET")}}))));
  for (const auto& point : telemetry_.Durations()) {
    EXPECT_THAT(Contract::Instance().Check("db.client.operation.duration", point), IsEmpty());
  }
  EXPECT_THAT(telemetry_.Lookups(), IsEmpty());
}

TEST_F(RedisTest, AMissAndAHitAreEventsAndLookups) {
  EXPECT_EQ(Ask("GET key")->type, REDIS_REPLY_NIL);
  Ask("SET key value");
  EXPECT_STREQ(Ask("GET key")->str, "value");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(
          AllOf(SpanSucceeded(),
                Field(&RecordedSpan::events,
                      ElementsAre(
                          IsEvent("cache.miss", Attributes{{"cache.item_count", Number(1)}})))),
          Field(&RecordedSpan::events, IsEmpty()),
          Field(&RecordedSpan::events,
                ElementsAre(IsEvent("cache.hit", Attributes{{"cache.item_count", Number(1)}})))));
  const auto lookup = [](const char* outcome) {
    return AttributesAre(Attributes{{"db.namespace", Text("0")},
                                    {"db.operation.name", Text("GET")},
                                    {"cache.outcome", Text(outcome)}});
  };
  EXPECT_THAT(telemetry_.Lookups(), UnorderedElementsAre(lookup("hit"), lookup("miss")));
}

TEST_F(RedisTest, MgetCountsEveryKey) {
  Ask("MSET a 1 b 2");
  telemetry_.Clear();
  const char* arguments[] = {"MGET", "a", "b", "c"};
  const size_t lengths[] = {4, 1, 1, 1};

  const Reply reply{static_cast<redisReply*>(redisCommandArgv(redis_.get(), 4, arguments, lengths)),
                    &freeReplyObject};

  EXPECT_EQ(reply->elements, 3U);
  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(
          HasAttribute("db.query.text", Text("MGET a b c")),
          Field(&RecordedSpan::events,
                ElementsAre(IsEvent("cache.hit", Attributes{{"cache.item_count", Number(2)}}),
                            IsEvent("cache.miss", Attributes{{"cache.item_count", Number(1)}}))))));
}

TEST_F(RedisTest, AnErrorReplyIsAnErrorByItsPrefix) {
  Ask("SET list text");
  telemetry_.Clear();

  const Reply reply = Ask("LPUSH list secret");

  EXPECT_EQ(reply->type, REDIS_REPLY_ERROR);
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanFailedWith("WRONGTYPE"), KeepsTheContract(),
                                AttributesAre(With({{"db.operation.name", Text("LPUSH")},
                                                    {"db.query.text", Text("LPUSH list ?")},
                                                    {"db.response.status_code", Text("WRONGTYPE")},
                                                    {"dbspan.error.retry", Text("no")},
                                                    {"error.type", Text("WRONGTYPE")}})))));
  EXPECT_EQ(redis_->err, 0);
}

TEST_F(RedisTest, PasswordsAreNeverRecorded) {
  Ask("AUTH alice hunter2");
  Ask("CONFIG SET maxmemory-policy hunter2");
  Ask("EVAL %s 0", "return redis.error_reply('MINE hunter2')");
  Ask("NOSUCHCOMMAND hunter2");

  for (const RecordedSpan& span : telemetry_.Spans()) {
    EXPECT_THAT(::testing::PrintToString(span), ::testing::Not(::testing::HasSubstr("hunter2")));
    EXPECT_EQ(span.status, opentelemetry::trace::StatusCode::kError) << span;
  }
  EXPECT_THAT(telemetry_.Spans(), SizeIs(4));
}

TEST_F(RedisTest, TheNamespaceFollowsSelect) {
  Ask("SELECT 3");
  Ask("GET key");
  Ask("SELECT 99999");  // refused, so the database stays
  Ask("GET key");

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(4));
  EXPECT_THAT(spans[0], HasAttribute("db.namespace", Text("0")));
  EXPECT_THAT(spans[1], HasAttribute("db.namespace", Text("3")));
  EXPECT_THAT(spans[3], HasAttribute("db.namespace", Text("3")));
}

TEST_F(RedisTest, BehindASelectAPipelineGoesOnInItsNamespace) {
  for (const char* command : {"GET a", "SELECT 3", "GET b", "GET c"}) {
    redisAppendCommand(redis_.get(), command);
  }
  for (int i = 0; i < 4; ++i) Get();
  Ask("SELECT 99999");  // refused, so the database stays
  Ask("GET d");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanNamed(Named("PIPELINE")), HasAttribute("db.namespace", Text("0"))),
                  AllOf(SpanNamed(Named("PIPELINE GET")), HasAttribute("db.namespace", Text("3")),
                        HasAttribute("db.query.text", Text("GET b; GET c"))),
                  HasAttribute("db.namespace", Text("3")),
                  AllOf(SpanNamed(Named("GET")), HasAttribute("db.namespace", Text("3")))));
}

TEST_F(RedisTest, APipelineIsOneSpan) {
  redisAppendCommand(redis_.get(), "SET a %d", 1);
  redisAppendCommand(redis_.get(), "GET a");
  redisAppendCommand(redis_.get(), "GET b");
  EXPECT_STREQ(Get()->str, "OK");
  EXPECT_STREQ(Get()->str, "1");
  EXPECT_EQ(Get()->type, REDIS_REPLY_NIL);

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanNamed(Named("PIPELINE")), SpanSucceeded(), KeepsTheContract(),
                        AttributesAre(With({{"db.operation.name", Text("PIPELINE")},
                                            {"db.operation.batch.size", Number(3)},
                                            {"db.query.text", Text("SET a ?; GET a; GET b")}})),
                        Field(&RecordedSpan::events, SizeIs(2)))));
}

TEST_F(RedisTest, ACommandBehindAPipelineGetsTheOldestReply) {
  redisAppendCommand(redis_.get(), "SET a 1");

  EXPECT_STREQ(Ask("GET a")->str, "OK");
  EXPECT_STREQ(Get()->str, "1");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed(Named("PIPELINE"))));
}

TEST_F(RedisTest, ALostConnectionIsAnErrorAndErrIsUntouched) {
  Ask("CLIENT KILL TYPE normal SKIPME no");
  telemetry_.Clear();

  const Reply reply = Ask("GET key");

  EXPECT_EQ(reply, nullptr);
  EXPECT_NE(redis_->err, 0);
  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(1));
  EXPECT_EQ(spans[0].status, opentelemetry::trace::StatusCode::kError);
  EXPECT_THAT(spans[0], AllOf(KeepsTheContract(), LacksAttribute("db.response.status_code")));
  EXPECT_THAT(redisReconnect(redis_.get()), REDIS_OK);
  EXPECT_EQ(Ask("PING")->type, REDIS_REPLY_STATUS);
}

TEST_F(RedisTest, AFormatThatHiredisRejectsFailsAsItDoes) {
  const Reply reply = Ask("SET key %y", 1);

  EXPECT_EQ(reply, nullptr);
  EXPECT_EQ(redis_->err, REDIS_ERR_OTHER);
  EXPECT_STREQ(redis_->errstr, "Invalid format string");
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(RedisTest, NobodyListening) {
  const Context context{redisConnect("127.0.0.1", 1), [](redisContext* c) { redisFree(c); }};

  EXPECT_EQ(context->err, REDIS_ERR_IO);
  EXPECT_STREQ(context->errstr, "Connection refused");
  EXPECT_EQ(redisCommand(context.get(), "PING"), nullptr);
}

TEST_F(RedisTest, FreedWithRepliesOutstandingEverythingEnds) {
  redisAppendCommand(redis_.get(), "GET a");
  redisAppendCommand(redis_.get(), "GET b");
  Get();
  redis_.reset();

  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(RedisTest, WorksFromC) {
  EXPECT_EQ(ReadBackFromC(server_.host.c_str(), server_.port), 4);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed(Named("SET")), SpanNamed(Named("GET"))));
}

TEST_F(RedisTest, FunctionPointersAreRedirectedToo) {
  void* (*command)(redisContext*, const char*, ...) = redisCommand;

  freeReplyObject(command(redis_.get(), "PING"));

  EXPECT_THAT(telemetry_.Spans(), SizeIs(1));
}

TEST_F(RedisTest, SwitchedOffNothingIsRecordedButSelectIsFollowed) {
  dbspan::switches<Redis>().set_enabled(false);
  Ask("SELECT 2");
  Ask("GET key");
  dbspan::switches<Redis>().set_enabled(true);
  Ask("GET key");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("db.namespace", Text("2"))));
}

TEST_F(RedisTest, SwitchedOffInAPipelineRepliesAreStillCounted) {
  redisAppendCommand(redis_.get(), "SET a 1");
  redisAppendCommand(redis_.get(), "SET b 2");
  Get();
  dbspan::switches<Redis>().set_enabled(false);
  redisAppendCommand(redis_.get(), "GET a");
  Get();
  dbspan::switches<Redis>().set_enabled(true);

  EXPECT_STREQ(Get()->str, "1");
  EXPECT_STREQ(Ask("GET b")->str, "2");
  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(SpanNamed(Named("PIPELINE SET")), SpanNamed(Named("GET"))));
}

TEST_F(RedisTest, AUnixSocketIsServerAndPeer) {
  const Reply config = Ask("CONFIG GET unixsocket");
  if (config->elements != 2 || config->element[1]->len == 0) {
    GTEST_FAIL() << "the server has no unix socket; start it with --unixsocket";
  }
  const std::string path = config->element[1]->str;
  const Context context{redisConnectUnix(path.c_str()), [](redisContext* c) { redisFree(c); }};
  ASSERT_EQ(context->err, 0) << context->errstr;
  telemetry_.Clear();

  freeReplyObject(redisCommand(context.get(), "PING"));

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed("PING " + path),
                                AttributesAre(Attributes{{"db.system.name", Text("redis")},
                                                         {"db.namespace", Text("0")},
                                                         {"db.operation.name", Text("PING")},
                                                         {"db.query.text", Text("PING")},
                                                         {"server.address", Text(path)},
                                                         {"network.peer.address", Text(path)}}))));
}

}  // namespace
}  // namespace dbspan::test
