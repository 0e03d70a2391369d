#include <dbspan/valkey_async.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <memory>
#include <string>

#include "dbspan/options.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/valkey_instrumenter.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;

class ValkeyTest : public ::testing::Test {
 protected:
  ValkeyTest() {
    dbspan::configure<Redis>(telemetry_.options());
    context_ = valkeyConnect(server_.host.c_str(), server_.port);
    EXPECT_EQ(context_->err, 0) << context_->errstr;
    Ask("FLUSHDB");
    telemetry_.Clear();
  }
  ~ValkeyTest() override {
    valkeyFree(context_);
    dbspan::configure<Redis>(Options{});
  }

  void Ask(const char* command) { freeReplyObject(valkeyCommand(context_, command)); }
  std::string Named(const std::string& operation) const {
    return operation + " " + server_.host + ":" + std::to_string(server_.port);
  }
  Attributes With(Attributes own) const {
    own["db.system.name"] = Text("redis");
    own["db.namespace"] = Text("0");
    own["server.address"] = Text(server_.host);
    own["server.port"] = Number(server_.port);
    own["network.peer.address"] = Text("127.0.0.1");
    own["network.peer.port"] = Number(server_.port);
    return own;
  }

  ServerUrl server_ = RedisServer();
  Telemetry telemetry_;
  valkeyContext* context_ = nullptr;
};

TEST_F(ValkeyTest, CommandIsASpanWithItsAttributes) {
  Ask("SET k alice");

  EXPECT_THAT(telemetry_.Spans(),
              ElementsAre(AllOf(SpanNamed(Named("SET")),
                                AttributesAre(With({{"db.operation.name", Text("SET")},
                                                    {"db.query.text", Text("SET k ?")}})))));
}

TEST_F(ValkeyTest, MissIsCountedAndIsNoError) {
  Ask("GET nothing");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed(Named("GET"))));
  EXPECT_EQ(telemetry_.Lookups().size(), 1U);
}

TEST_F(ValkeyTest, PipelineIsOneSpan) {
  valkeyAppendCommand(context_, "SET %s %s", "k", "v");
  valkeyAppendCommand(context_, "GET %s", "k");
  for (int i = 0; i < 2; ++i) {
    void* reply = nullptr;
    ASSERT_EQ(valkeyGetReply(context_, &reply), VALKEY_OK);
    freeReplyObject(reply);
  }

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed(Named("PIPELINE"))));
}

TEST_F(ValkeyTest, ErrorReplyFailsTheSpan) {
  Ask("SET k v");
  telemetry_.Clear();
  Ask("LPUSH k v");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanFailedWith("WRONGTYPE")));
}

TEST_F(ValkeyTest, LostConnectionHasTheNameOfItsConstant) {
  Ask("CLIENT KILL TYPE normal SKIPME no");
  telemetry_.Clear();
  Ask("PING");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(AnyOf(SpanFailedWith("VALKEY_ERR_EOF"),
                                                    SpanFailedWith("VALKEY_ERR_IO"))));
}

TEST_F(ValkeyTest, AsynchronousCommandEndsWithItsReply) {
  valkeyAsyncContext* async = valkeyAsyncConnect(server_.host.c_str(), server_.port);
  bool answered = false;
  const auto callback = [](valkeyAsyncContext*, void*, void* done) {
    *static_cast<bool*>(done) = true;
  };
  valkeyAsyncCommand(async, callback, &answered, "GET %s", "k");
  while (!answered) {
    pollfd events{async->c.fd, POLLIN | POLLOUT, 0};
    ASSERT_GT(poll(&events, 1, 10000), 0);
    if ((events.revents & POLLOUT) != 0) valkeyAsyncHandleWrite(async);
    if ((events.revents & POLLIN) != 0) valkeyAsyncHandleRead(async);
  }
  valkeyAsyncFree(async);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(SpanNamed(Named("GET"))));
}

TEST_F(ValkeyTest, ConnectionsMayHaveInstrumentersOfTheirOwn) {
  Options options = telemetry_.options();
  options.query_text = QueryText::kOff;
  redis::UseInstrumenter(context_, redis::MakeInstrumenter(options));
  Ask("GET k");
  redis::UseInstrumenter(context_, nullptr);
  Ask("GET k");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(LacksAttribute("db.query.text"),
                                              HasAttribute("db.query.text", Text("GET k"))));
}

TEST_F(ValkeyTest, AsynchronousConnectionsMayHaveInstrumentersOfTheirOwn) {
  Options options = telemetry_.options();
  options.query_text = QueryText::kOff;
  valkeyAsyncContext* async = valkeyAsyncConnect(server_.host.c_str(), server_.port);
  redis::UseInstrumenter(async, redis::MakeInstrumenter(options));
  valkeyAsyncCommand(async, nullptr, nullptr, "GET %s", "k");
  valkeyAsyncFree(async);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(LacksAttribute("db.query.text")));
}

}  // namespace
}  // namespace dbspan::test
