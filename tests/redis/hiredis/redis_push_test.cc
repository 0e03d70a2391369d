// Commands that a push callback of hiredis 1.x sends while hiredis reads another reply. Compiled
// for the header form, and for the linked form with hiredis's own header.
#ifdef DBSPAN_TEST_LINKED_FORM
#include <hiredis/hiredis.h>
#else
#include <dbspan/hiredis.h>
#endif

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::ElementsAre;

struct Free {
  void operator()(redisContext* context) const { redisFree(context); }
};
using Context = std::unique_ptr<redisContext, Free>;

class RedisPushTest : public ::testing::Test {
 protected:
  RedisPushTest() {
    dbspan::configure<Redis>(telemetry_.options());  // before the connections, which keep it
    tracking_ = Connect();
    other_ = Connect();
    Ask(tracking_, "HELLO 3");
    Ask(tracking_, "CLIENT TRACKING ON");
    redisSetPushCallback(tracking_.get(), &OnPush);
    tracking_->privdata = this;
  }
  ~RedisPushTest() override {
    Ask(other_, "DEL pushed");
    dbspan::configure<Redis>(Options{});
  }

  static Context Connect() {
    const ServerUrl server = RedisServer();
    Context context{redisConnect(server.host.c_str(), server.port)};
    EXPECT_EQ(context->err, 0) << context->errstr;
    return context;
  }
  static void Ask(const Context& context, const char* command) {
    void* const reply = redisCommand(context.get(), command);
    EXPECT_NE(reply, nullptr) << command << ": " << context->errstr;
    freeReplyObject(reply);
  }
  /// Replaces the function of hiredis that frees push messages.
  static void OnPush(void* test, void* message) {
    freeReplyObject(message);
    Ask(static_cast<RedisPushTest*>(test)->other_, "ECHO pushed");
  }

  Telemetry telemetry_;
  Context tracking_;
  Context other_;
};

TEST_F(RedisPushTest, ACommandThatAPushCallbackSendsIsRecorded) {
  Ask(tracking_, "GET pushed");  // the server tracks the key
  Ask(other_, "SET pushed 1");   // and reports the change to the first connection
  telemetry_.Clear();

  Ask(tracking_, "PING");

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasAttribute("db.operation.name", Text("ECHO")),
                                              HasAttribute("db.operation.name", Text("PING"))));
}

}  // namespace
}  // namespace dbspan::test
