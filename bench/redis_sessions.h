// Calls of hiredis. Include it after hiredis's own header for bare calls, or after dbspan's header
// for traced calls.
#pragma once

#include <memory>

#include "bench/client_calls.h"
#include "bench/stub_server.h"
#include "tests/support/servers.h"

namespace dbspan::bench {
namespace {

using Context = std::shared_ptr<redisContext>;

Context Connect(const Target& target) {
  Context context{redisConnect(target.server.host.c_str(), target.server.port),
                  [](redisContext* c) { redisFree(c); }};
  freeReplyObject(redisCommand(context.get(), "SET customer:7 Ann"));
  target.Connected();
  return context;
}

Target LiveRedis() { return {test::RedisServer(), nullptr}; }

ClientCalls::Call Get(const Target& target) {
  return [context = Connect(target), target] {
    target.BeforeCall();
    void* reply = redisCommand(context.get(), "GET %s", "customer:7");
    freeReplyObject(reply);
    target.AfterCall();
    return std::size_t{reply != nullptr};
  };
}

ClientCalls::Call Pipeline(int commands) {
  return [context = Connect(LiveRedis()), commands] {
    for (int i = 0; i < commands; ++i) redisAppendCommand(context.get(), "GET customer:7");
    std::size_t replies = 0;
    for (int i = 0; i < commands; ++i) {
      void* reply = nullptr;
      if (redisGetReply(context.get(), &reply) == REDIS_OK) ++replies;
      freeReplyObject(reply);
    }
    return replies;
  };
}

}  // namespace
}  // namespace dbspan::bench
