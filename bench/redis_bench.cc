// A GET on loopback: bare, through dbspan, and with spans written by hand.
#include <dbspan/hiredis.h>

#include <memory>

#include "bench/redis_calls.h"
#include "bench/redis_sessions.h"
#include "dbspan/default_instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "tests/support/servers.h"

namespace dbspan::bench {

ClientCalls::Call TracedRedisGet(const Options& options) {
  configure<Redis>(options);
  return Get();
}

ClientCalls::Call TracedStubbedGet(const Options& options) {
  configure<Redis>(options);
  return StubbedGet();
}

ClientCalls::Call TracedRedisPipeline(const Options& options, int commands) {
  configure<Redis>(options);
  return Pipeline(commands);
}

ClientCalls::Call TracedRedisConnections(const Options& options, int connections) {
  configure<Redis>(options);
  return Connections(connections);
}

}  // namespace dbspan::bench

int main(int argc, char** argv) {
  using namespace dbspan::bench;
  for (const ClientCalls& calls :
       {ClientCalls{"redis/GET without a server", &BareStubbedGet, &TracedStubbedGet,
                    &StubbedGetByHand},
        ClientCalls{"redis/GET", &BareRedisGet, &TracedRedisGet, &RedisGetByHand}}) {
    RegisterBare(calls);
    RegisterTraced(calls);
  }
  constexpr int kCommands = 100000;
  const std::string pipeline = "redis/pipeline of 100000 commands";
  RegisterBigBare(pipeline, [] { return BareRedisPipeline(kCommands); });
  RegisterBigTraced(pipeline,
                    [](const auto& options) { return TracedRedisPipeline(options, kCommands); });
  constexpr int kConnections = 1000;
  const std::string connections = "redis/GET on each of 1000 connections";
  RegisterBigBare(connections, [] { return BareRedisConnections(kConnections); });
  RegisterBigTraced(connections, [](const auto& options) {
    return TracedRedisConnections(options, kConnections);
  });
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
