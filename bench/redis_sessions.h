// Included behind one of the two headers of hiredis: the same calls, bare or traced.
#pragma once

#include <memory>
#include <vector>

#include "bench/client_bench.h"
#include "bench/redis_stub.h"
#include "tests/support/servers.h"

namespace dbspan::bench {
namespace {

using Context = std::shared_ptr<redisContext>;

Context Connect() {
  const test::ServerUrl server = test::RedisServer();
  Context context{redisConnect(server.host.c_str(), server.port),
                  [](redisContext* c) { redisFree(c); }};
  freeReplyObject(redisCommand(context.get(), "SET customer:7 Ann"));
  return context;
}

ClientCalls::Call Get() {
  return [context = Connect()] {
    freeReplyObject(redisCommand(context.get(), "GET %s", "customer:7"));
  };
}

ClientCalls::Call StubbedGet() {
  auto stub = std::make_shared<RedisStub>();
  const Context context{redisConnectFd(stub->client_end()), [](redisContext* c) { redisFree(c); }};
  return [stub, context] {
    stub->Answer("$3\r\nAnn\r\n");
    freeReplyObject(redisCommand(context.get(), "GET %s", "customer:7"));
    stub->Drain();
  };
}

ClientCalls::Call Pipeline(int commands) {
  return [context = Connect(), commands] {
    for (int i = 0; i < commands; ++i) redisAppendCommand(context.get(), "GET customer:7");
    for (int i = 0; i < commands; ++i) {
      void* reply = nullptr;
      redisGetReply(context.get(), &reply);
      freeReplyObject(reply);
    }
  };
}

ClientCalls::Call Connections(int connections) {
  std::vector<Context> contexts;
  for (int i = 0; i < connections; ++i) contexts.push_back(Connect());
  return [contexts] {
    for (const Context& context : contexts) {
      freeReplyObject(redisCommand(context.get(), "GET customer:7"));
    }
  };
}

}  // namespace
}  // namespace dbspan::bench
