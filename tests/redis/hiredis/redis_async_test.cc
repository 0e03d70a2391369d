#include <dbspan/hiredis_async.h>
#include <dbspan/redis/async_context.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/tracer.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "dbspan/redis/instrumentation.h"
#include "dbspan/suppression.h"
#include "dbspan/switches.h"
#include "tests/redis/resp/wire_format.h"
#include "tests/support/matchers.h"
#include "tests/support/own_redis.h"
#include "tests/support/poll_loop.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Called with every reply as text; "nothing" if the reply is null.
using Callback = std::function<void(const std::string& reply)>;

std::string TextOfScalar(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_NIL) return "nil";
  if (reply.type == REDIS_REPLY_INTEGER) return std::to_string(reply.integer);
  return {reply.str, reply.len};
}

std::string TextOf(const redisReply* reply) {
  if (reply == nullptr) return "nothing";
  if (reply->type != REDIS_REPLY_ARRAY) return TextOfScalar(*reply);
  std::string text;
  for (std::size_t i = 0; i < reply->elements; ++i) {
    text += (i == 0 ? "" : " ") + TextOfScalar(*reply->element[i]);
  }
  return text;
}

class RedisAsyncTest : public ::testing::Test {
 protected:
  RedisAsyncTest() {
    dbspan::configure<Redis>(telemetry_.options());
    context_ = redisAsyncConnect(server_.host.c_str(), server_.port);
    loop_ = std::make_unique<PollLoop>(*context_);
    Ask("FLUSHDB");
    telemetry_.Clear();
  }
  ~RedisAsyncTest() override {
    if (loop_->alive()) redisAsyncFree(context_);
    dbspan::configure<Redis>(Options{});
  }

  int Submit(const std::string& command, Callback callback) {
    callbacks_.push_back(std::make_unique<Callback>(std::move(callback)));
    return redisAsyncCommand(
        context_,
        [](redisAsyncContext* /*context*/, void* reply, void* data) {
          (*static_cast<Callback*>(data))(TextOf(static_cast<redisReply*>(reply)));
        },
        callbacks_.back().get(), command.c_str());
  }
  /// Submits a command and waits for its reply.
  std::string Ask(const std::string& command) {
    std::string answer;
    bool answered = false;
    EXPECT_EQ(Submit(command,
                     [&](const std::string& reply) {
                       answer = reply;
                       answered = true;
                     }),
              REDIS_OK);
    loop_->RunUntil([&] { return answered; });
    return answer;
  }
  Attributes With(Attributes own) const {
    own["db.system.name"] = Text("redis");
    own.emplace("db.namespace", Text("0"));
    own["server.address"] = Text(server_.host);
    own["server.port"] = Number(server_.port);
    own["network.peer.address"] = Text("127.0.0.1");
    own["network.peer.port"] = Number(server_.port);
    return own;
  }

  ServerUrl server_ = RedisServer();
  Telemetry telemetry_;
  redisAsyncContext* context_ = nullptr;
  std::unique_ptr<PollLoop> loop_;
  std::vector<std::unique_ptr<Callback>> callbacks_;
};

TEST_F(RedisAsyncTest, ACommandIsASpanFromSubmissionToItsCallback) {
  EXPECT_EQ(Ask("GET nothing"), "nil");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(
          SpanKindIsClient(), SpanSucceeded(), KeepsTheContract(),
          AttributesAre(
              With({{"db.operation.name", Text("GET")}, {"db.query.text", Text("GET nothing")}})),
          Field(&RecordedSpan::events,
                ElementsAre(IsEvent("cache.miss", Attributes{{"cache.item_count", Number(1)}}))))));
  EXPECT_THAT(telemetry_.Durations(), ::testing::Not(IsEmpty()));
}

TEST_F(RedisAsyncTest, AConnectionMayHaveAnInstrumenterOfItsOwn) {
  Options silent = telemetry_.options();
  silent.query_text = QueryText::kOff;
  redisAsyncContext* const own = redisAsyncConnect(server_.host.c_str(), server_.port);
  dbspan::redis::UseInstrumenter(own, dbspan::redis::MakeInstrumenter(silent));
  PollLoop loop{*own};
  bool answered = false;
  const auto callback = [](redisAsyncContext* /*context*/, void* /*reply*/, void* data) {
    *static_cast<bool*>(data) = true;
  };
  redisAsyncCommand(own, callback, &answered, "GET hidden");
  loop.RunUntil([&] { return answered; });
  Ask("GET shown");
  answered = false;
  redisAsyncCommand(own, callback, &answered, "SELECT 1");
  loop.RunUntil([&] { return answered; });
  answered = false;
  redisAsyncCommand(own, callback, &answered, "GET hidden");
  loop.RunUntil([&] { return answered; });

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(LacksAttribute("db.query.text"), HasAttribute("db.query.text", Text("GET shown")),
                  LacksAttribute("db.query.text"),
                  AllOf(LacksAttribute("db.query.text"), HasAttribute("db.namespace", Text("1")))));

  dbspan::redis::UseInstrumenter(own, nullptr);
  redisAsyncCommand(own, callback, &answered, "GET shown");
  answered = false;
  loop.RunUntil([&] { return answered; });
  EXPECT_THAT(telemetry_.Spans().back(), HasAttribute("db.query.text", Text("GET shown")));
  redisAsyncFree(own);
}

TEST_F(RedisAsyncTest, AnInstrumenterGoesWithItsConnection) {
  Options silent = telemetry_.options();
  silent.query_text = QueryText::kOff;
  for (int i = 0; i < 100; ++i) {  // new contexts reuse the addresses of freed ones
    redisAsyncContext* const own = redisAsyncConnect(server_.host.c_str(), server_.port);
    if (i % 2 == 0) {
      dbspan::redis::UseInstrumenter(own, dbspan::redis::MakeInstrumenter(silent));
    }
    PollLoop loop{*own};
    bool answered = false;
    redisAsyncCommand(
        own,
        [](redisAsyncContext* /*context*/, void* /*reply*/, void* data) {
          *static_cast<bool*>(data) = true;
        },
        &answered, "GET a");
    loop.RunUntil([&] { return answered; });
    EXPECT_EQ(telemetry_.Spans().back().attributes.count("db.query.text"), i % 2 == 0 ? 0U : 1U);
    redisAsyncFree(own);
  }
}

TEST_F(RedisAsyncTest, RepliesFindTheirCommands) {
  std::vector<std::string> replies;
  const auto keep = [&](const std::string& reply) { replies.push_back(reply); };
  Submit("SET a 1", keep);
  Submit("INCR a", keep);
  Submit("LPUSH a x", keep);
  Submit("GET a", keep);

  loop_->RunUntil([&] { return replies.size() == 4; });

  EXPECT_THAT(replies, ElementsAre("OK", "2", ::testing::StartsWith("WRONGTYPE"), "2"));
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanSucceeded(), SpanSucceeded(),
                                              SpanFailedWith("WRONGTYPE"), SpanSucceeded()));
}

TEST_F(RedisAsyncTest, TheCallbackSeesTheTraceThatSubmitted) {
  const auto parent = telemetry_.tracers()->GetTracer("app")->StartSpan("parent");
  opentelemetry::trace::SpanId seen;
  bool answered = false;
  {
    const opentelemetry::trace::Scope scope{parent};
    Submit("PING", [&](const std::string& /*reply*/) {
      seen = opentelemetry::trace::Tracer::GetCurrentSpan()->GetContext().span_id();
      answered = true;
    });
  }

  loop_->RunUntil([&] { return answered; });

  EXPECT_EQ(seen, parent->GetContext().span_id());
  EXPECT_FALSE(opentelemetry::trace::Tracer::GetCurrentSpan()->GetContext().IsValid());
  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  EXPECT_THAT(telemetry_.Spans()[0].parent_id, ::testing::Not(IsEmpty()));
}

TEST_F(RedisAsyncTest, ACommandWithoutACallbackIsRecorded) {
  EXPECT_EQ(redisAsyncCommand(context_, nullptr, nullptr, "SET a %s", "1"), REDIS_OK);
  Ask("PING");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("db.query.text", Text("SET a ?")),
                                              HasAttribute("db.query.text", Text("PING"))));
}

TEST_F(RedisAsyncTest, TheOtherFormsOfACommandAreRecorded) {
  const char* arguments[] = {"GET", "k"};
  const size_t lengths[] = {3, 1};
  EXPECT_EQ(redisAsyncCommandArgv(context_, nullptr, nullptr, 2, arguments, lengths), REDIS_OK);
  const std::string wire = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n";
  EXPECT_EQ(redisAsyncFormattedCommand(context_, nullptr, nullptr, wire.data(), wire.size()),
            REDIS_OK);
  Ask("PING");

  EXPECT_THAT(telemetry_.Spans(), SizeIs(3));
}

TEST_F(RedisAsyncTest, FreeingEndsWhatWaitsAsAnError) {
  std::vector<std::string> replies;
  Submit("BLPOP nothing 0", [&](const std::string& reply) { replies.push_back(reply); });
  Submit("PING", [&](const std::string& reply) { replies.push_back(reply); });

  redisAsyncFree(context_);

  EXPECT_THAT(replies, ElementsAre("nothing", "nothing"));
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("_OTHER"), SpanFailedWith("_OTHER")));
}

TEST_F(RedisAsyncTest, ALostConnectionEndsWhatWaitsWithItsReason) {
  const std::string id = Ask("CLIENT ID");
  telemetry_.Clear();
  std::string reply;
  Submit("BLPOP nothing 0", [&](const std::string& text) { reply = text; });
  loop_->RunUntil([this] { return context_->c.obuf[0] == 0; });  // until the command has been sent
  const std::unique_ptr<redisContext, void (*)(redisContext*)> killer{
      redisConnect(server_.host.c_str(), server_.port), [](redisContext* c) { redisFree(c); }};
  freeReplyObject(redisCommand(killer.get(), ("CLIENT KILL ID " + id).c_str()));

  loop_->RunUntil([] { return false; });

  EXPECT_FALSE(loop_->alive());
  EXPECT_EQ(reply, "nothing");
  EXPECT_THAT(telemetry_.Spans(), ::testing::Contains(SpanFailedWith("REDIS_ERR_EOF")));
}

TEST_F(RedisAsyncTest, FreeingInsideACallbackIsSafe) {
  std::vector<std::string> replies;
  Submit("PING", [&](const std::string& reply) {
    replies.push_back(reply);
    redisAsyncFree(context_);
  });
  Submit("GET k", [&](const std::string& reply) { replies.push_back(reply); });

  loop_->RunUntil([] { return false; });

  EXPECT_FALSE(loop_->alive());
  EXPECT_THAT(replies, ElementsAre("PONG", "nothing"));
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanSucceeded(), SpanFailedWith("_OTHER")));
}

TEST_F(RedisAsyncTest, DisconnectingWaitsForWhatIsPendingAndRefusesMore) {
  std::vector<std::string> replies;
  Submit("PING", [&](const std::string& reply) { replies.push_back(reply); });
  redisAsyncDisconnect(context_);

  EXPECT_EQ(Submit("GET k", [](const std::string& /*reply*/) { FAIL(); }), REDIS_ERR);

  loop_->RunUntil([] { return false; });
  EXPECT_THAT(replies, ElementsAre("PONG"));
  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("_OTHER"), SpanSucceeded()));
}

TEST_F(RedisAsyncTest, TheNamespaceFollowsSelect) {
  Ask("SELECT 3");
  Ask("GET k");
  Ask("SELECT 0");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("db.namespace", Text("0")),
                                              HasAttribute("db.namespace", Text("3")),
                                              HasAttribute("db.namespace", Text("3"))));
}

TEST_F(RedisAsyncTest, InABurstTheNamespaceFollowsSelectBeforeItsReply) {
  std::size_t replies = 0;
  for (const char* command : {"GET k", "SELECT 3", "GET k", "MULTI", "SELECT 5", "GET k", "DISCARD",
                              "GET k", "SELECT 0", "GET k"}) {
    Submit(command, [&](const std::string& /*reply*/) { ++replies; });
  }
  loop_->RunUntil([&] { return replies == 10; });

  std::string namespaces;
  for (const RecordedSpan& span : telemetry_.Spans()) {
    const auto found = span.attributes.find("db.namespace");
    namespaces += std::get<std::string>(found->second);
  }
  EXPECT_EQ(namespaces, "0033355330");
}

TEST_F(RedisAsyncTest, ASubscriptionIsOneSpanAndItsMessagesNone) {
  std::vector<std::string> messages;
  Submit("SUBSCRIBE news", [&](const std::string& message) { messages.push_back(message); });
  loop_->RunUntil([&] { return messages.size() == 1; });
  const std::unique_ptr<redisContext, void (*)(redisContext*)> publisher{
      redisConnect(server_.host.c_str(), server_.port), [](redisContext* c) { redisFree(c); }};
  telemetry_.Clear();
  for (int i = 0; i < 3; ++i) {
    freeReplyObject(redisCommand(publisher.get(), "PUBLISH news m%d", i));
  }
  loop_->RunUntil([&] { return messages.size() == 4; });

  EXPECT_THAT(messages, ElementsAre("subscribe news 1", "message news m0", "message news m1",
                                    "message news m2"));
  EXPECT_THAT(telemetry_.Spans(), SizeIs(3));  // those of the publisher
  redisAsyncFree(context_);                    // calls the callback once more
}

TEST_F(RedisAsyncTest, WithoutACallbackASubscriptionEndsThoseThatWait) {
  std::vector<std::string> messages;
  const auto keep = [&](const std::string& message) { messages.push_back(message); };
  Submit("SUBSCRIBE news", keep);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
  redisAsyncCommand(context_, nullptr, nullptr, "SUBSCRIBE news");  // replaces the callback
  EXPECT_THAT(telemetry_.Spans(), SizeIs(2));
  Submit("SUBSCRIBE sport", keep);
  EXPECT_THAT(telemetry_.Spans(), SizeIs(3));
  loop_->RunUntil([&] { return messages.size() == 1; });

  EXPECT_THAT(messages, ElementsAre("subscribe sport 2"));
  EXPECT_THAT(telemetry_.Spans(), Each(SpanSucceeded()));
  redisAsyncFree(context_);  // calls the callback once more
}

TEST_F(RedisAsyncTest, OnRequestEveryMessageIsASpanLinkedToItsSubscription) {
  Options options = telemetry_.options();
  options.message_spans = true;
  dbspan::configure<Redis>(options);
  const std::unique_ptr<redisContext, void (*)(redisContext*)> other{
      redisConnect(server_.host.c_str(), server_.port), [](redisContext* c) { redisFree(c); }};
  std::vector<std::string> messages;
  const auto keep = [&](const std::string& message) {
    messages.push_back(message);
    if (messages.back() == "message news m1") freeReplyObject(redisCommand(other.get(), "GET a"));
  };
  Submit("SUBSCRIBE news sport", keep);
  loop_->RunUntil([&] { return messages.size() == 2; });
  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  const RecordedSpan subscription = telemetry_.Spans()[0];
  telemetry_.Clear();
  const SuppressInstrumentation quiet_publisher;
  freeReplyObject(redisCommand(other.get(), "PUBLISH news m1"));
  freeReplyObject(redisCommand(other.get(), "PUBLISH sport m2"));
  {
    // Suppression is per thread. The loop's thread is not suppressed, so the callback's command is
    // recorded, below the message.
    std::thread loop{[&] { loop_->RunUntil([&] { return messages.size() == 4; }); }};
    loop.join();
  }

  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(3));
  const RecordedSpan& message = spans[1];
  EXPECT_THAT(message, AllOf(KeepsTheContract(), SpanSucceeded(),
                             AttributesAre(With({{"db.operation.name", Text("MESSAGE")}})),
                             Field(&RecordedSpan::links, ElementsAre(subscription.span_id))));
  EXPECT_EQ(spans[0].parent_id, message.span_id);
  EXPECT_THAT(spans[2], HasAttribute("db.operation.name", Text("MESSAGE")));
  redisAsyncFree(context_);  // calls the callback once more for every channel
  EXPECT_THAT(messages, SizeIs(6));
  EXPECT_THAT(telemetry_.Spans(), SizeIs(3));
}

TEST_F(RedisAsyncTest, ExecCarriesWhatItsCommandsFound) {
  Ask("SET a 1");
  Ask("MULTI");
  Ask("GET a");
  Ask("GET b");
  telemetry_.Clear();

  EXPECT_EQ(Ask("EXEC"), "1 nil");

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(
          HasAttribute("db.operation.name", Text("EXEC")),
          Field(&RecordedSpan::events,
                ElementsAre(IsEvent("cache.hit", Attributes{{"cache.item_count", Number(1)}}),
                            IsEvent("cache.miss", Attributes{{"cache.item_count", Number(1)}}))))));
}

TEST_F(RedisAsyncTest, AServerThatIsKilledInsideACallbackEndsWhatWaits) {
  OwnRedis server;
  redisAsyncContext* context = redisAsyncConnectUnix(server.socket().c_str());
  PollLoop loop{*context};
  std::vector<std::string> replies;
  struct Shared {
    OwnRedis& server;
    std::vector<std::string>& replies;
  } shared{server, replies};
  const auto callback = [](redisAsyncContext* /*context*/, void* reply, void* data) {
    auto& to = *static_cast<Shared*>(data);
    to.replies.push_back(TextOf(static_cast<redisReply*>(reply)));
    if (to.replies.size() == 1) to.server.Kill();
  };
  redisAsyncCommand(context, callback, &shared, "PING");
  redisAsyncCommand(context, callback, &shared, "BLPOP nothing 0");
  redisAsyncCommand(context, callback, &shared, "GET a");
  loop.RunUntil([] { return false; });

  EXPECT_THAT(replies, ElementsAre("PONG", "nothing", "nothing"));
  const auto spans = telemetry_.Spans();
  ASSERT_THAT(spans, SizeIs(3));
  EXPECT_THAT(spans[0], SpanSucceeded());
  EXPECT_EQ(spans[1].status, opentelemetry::trace::StatusCode::kError);
  EXPECT_EQ(spans[2].status, opentelemetry::trace::StatusCode::kError);
}

// hiredis calls one callback for each call, so that the callbacks after it get other replies.
TEST_F(RedisAsyncTest, AConnectionThatSendsPartsOfCommandsIsNoLongerRecorded) {
  const std::string inner = redis::Wire({"GET", "zqsecret7"});
  const std::string whole = redis::Wire({"SET", "k", inner});
  const std::size_t begin = whole.find(inner);
  int answers = 0;
  const auto submit = [&](const std::string& bytes) {
    redisAsyncFormattedCommand(
        context_,
        [](redisAsyncContext* /*context*/, void* reply, void* data) {
          if (reply != nullptr) ++*static_cast<int*>(data);
        },
        &answers, bytes.data(), bytes.size());
  };
  submit(whole.substr(0, begin));
  submit(whole.substr(begin));
  submit(redis::Wire({"GET", "k"}));
  redisAsyncCommand(context_, nullptr, nullptr, "STRLEN k");
  loop_->RunUntil([&] { return answers == 3; });

  EXPECT_THAT(
      telemetry_.Spans(),
      ElementsAre(AllOf(SpanSucceeded(), AttributesAre(With({{"db.operation.name", Text("SET")},
                                                             {"db.query.text", Text("SET k")}})))));
  telemetry_.Clear();

  redisAsyncContext* const other = redisAsyncConnect(server_.host.c_str(), server_.port);
  PollLoop loop{*other};
  bool answered = false;
  redisAsyncCommand(
      other,
      [](redisAsyncContext* /*context*/, void* /*reply*/, void* data) {
        *static_cast<bool*>(data) = true;
      },
      &answered, "GET k");
  loop.RunUntil([&] { return answered; });
  redisAsyncFree(other);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanSucceeded()));
}

TEST_F(RedisAsyncTest, SwitchedOffNothingIsRecordedAndCallbacksCome) {
  dbspan::switches<Redis>().set_enabled(false);
  EXPECT_EQ(Ask("PING"), "PONG");
  dbspan::switches<Redis>().set_enabled(true);

  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

TEST_F(RedisAsyncTest, AFormatThatHiredisRefusesIsRefused) {
  EXPECT_EQ(redisAsyncCommand(context_, nullptr, nullptr, "GET %y"), REDIS_ERR);
  EXPECT_THAT(telemetry_.Spans(), IsEmpty());
}

}  // namespace
}  // namespace dbspan::test
