#pragma once

#include <dbspan/hiredis.h>

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "dbspan/redis/instrumentation.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {

using Context = std::unique_ptr<redisContext, void (*)(redisContext*)>;
using Reply = std::unique_ptr<redisReply, void (*)(void*)>;

/// Provides a connection to an empty database, and records its telemetry.
class RedisFixture : public ::testing::Test {
 protected:
  explicit RedisFixture(const std::function<void(Options&)>& change = [](Options&) {}) {
    Options options = telemetry_.options();
    change(options);
    dbspan::configure<Redis>(options);
    redis_ = Connect();
    Ask("FLUSHDB");
    telemetry_.Clear();
  }
  ~RedisFixture() override { dbspan::configure<Redis>(Options{}); }

  Context Connect() const {
    Context context{redisConnect(server_.host.c_str(), server_.port),
                    [](redisContext* c) { redisFree(c); }};
    EXPECT_EQ(context->err, 0) << context->errstr;
    return context;
  }
  template <class... Args>
  Reply Ask(const char* format, Args... args) {
    return {static_cast<redisReply*>(redisCommand(redis_.get(), format, args...)),
            &freeReplyObject};
  }
  Reply Get() {
    void* reply = nullptr;
    EXPECT_EQ(redisGetReply(redis_.get(), &reply), REDIS_OK);
    return {static_cast<redisReply*>(reply), &freeReplyObject};
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
  std::string Named(const std::string& operation) const {
    return operation + " " + server_.host + ":" + std::to_string(server_.port);
  }

  ServerUrl server_ = RedisServer();
  Telemetry telemetry_;
  Context redis_{nullptr, [](redisContext*) {}};
};

}  // namespace dbspan::test
