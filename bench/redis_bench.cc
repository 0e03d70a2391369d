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
  const KeepAwake awake;
  Register({"redis/GET without a server", &BareStubbedGet, &TracedStubbedGet, &StubbedGetByHand});
  Register({"redis/GET", &BareRedisGet, &TracedRedisGet, &RedisGetByHand});
  constexpr int kCommands = 100000;
  RegisterPair(
      "redis/pipeline of 100000 commands", [] { return BareRedisPipeline(kCommands); },
      [](const auto& options) { return TracedRedisPipeline(options, kCommands); });
  constexpr int kConnections = 1000;
  RegisterPair(
      "redis/GET on each of 1000 connections", [] { return BareRedisConnections(kConnections); },
      [](const auto& options) { return TracedRedisConnections(options, kConnections); });
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
