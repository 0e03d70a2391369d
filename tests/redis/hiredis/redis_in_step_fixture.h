#pragma once

#ifdef DBSPAN_TEST_LINKED_FORM
#include <hiredis/hiredis.h>
#else
#include <dbspan/hiredis.h>
#endif

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/suppression.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
using SharedContext = std::unique_ptr<redisContext, FreeContext>;

/// A function of hiredis as a part of the program without dbspan calls it.
template <class Function>
Function* Untraced(const char* name, Function* /*type*/) {
  void* const library = dlopen(DBSPAN_HIREDIS_SONAME, RTLD_NOW | RTLD_NOLOAD);
  return reinterpret_cast<Function*>(dlsym(library, name));
}
#define DBSPAN_UNTRACED(name) Untraced(#name, &name)

/// Provides a context that traced and untraced functions share.
class RedisInStepFixture : public ::testing::Test {
 protected:
  RedisInStepFixture() {
    Options options = telemetry_.options();
    options.pipeline_command_spans = true;
    dbspan::configure<Redis>(options);
    redis_ = Connect();
    witness_ = Connect();
    for (const char* command : {"FLUSHDB", "SET text 1", "RPUSH list x", "SETRANGE big 3000 x"}) {
      Discard(redisCommand(redis_.get(), command));
    }
    telemetry_.Clear();
  }
  ~RedisInStepFixture() override { dbspan::configure<Redis>(Options{}); }

  static SharedContext Connect() {
    const ServerUrl server = RedisServer();
    SharedContext context{redisConnect(server.host.c_str(), server.port)};
    EXPECT_EQ(context->err, 0) << context->errstr;
    return context;
  }
  static void Discard(void* reply) {
    ASSERT_NE(reply, nullptr);
    freeReplyObject(reply);
  }
  void Ask(const char* command) { Discard(redisCommand(redis_.get(), command)); }
  /// Waits until the server has answered everything that was written: it serves connections one
  /// after the other, and has sent the answers of one round before the next.
  void Settle() {
    for (int i = 0; i < 2; ++i) {
      const SuppressInstrumentation quiet;
      Discard(redisCommand(witness_.get(), "PING"));
    }
  }
  void WriteAll() {
    int done = 0;
    while (done == 0) ASSERT_EQ(redisBufferWrite(redis_.get(), &done), REDIS_OK);
  }
  /// Reads a reply with functions that take the reader, not the context.
  void* ReadFromReader() {
    void* reply = nullptr;
    for (;;) {
      EXPECT_EQ(redisReaderGetReply(redis_->reader, &reply), REDIS_OK);
      if (reply != nullptr) return reply;
      if (redisBufferRead(redis_.get()) != REDIS_OK) return nullptr;
    }
  }

  Telemetry telemetry_;
  SharedContext redis_;
  SharedContext witness_;
  decltype(&redisCommand) untraced_command_ = DBSPAN_UNTRACED(redisCommand);
  decltype(&redisAppendCommand) untraced_append_ = DBSPAN_UNTRACED(redisAppendCommand);
  decltype(&redisGetReply) untraced_get_reply_ = DBSPAN_UNTRACED(redisGetReply);
  decltype(&redisBufferWrite) untraced_write_ = DBSPAN_UNTRACED(redisBufferWrite);
};

inline bool Has(const RecordedSpan& span, const std::string& event) {
  return std::any_of(span.events.begin(), span.events.end(),
                     [&](const RecordedEvent& one) { return one.name == event; });
}

}  // namespace dbspan::test
