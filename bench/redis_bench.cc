// A GET: bare, through dbspan, and with spans written by hand; and what there is of Redis that is
// big.
#include <dbspan/hiredis.h>

#include "bench/redis_calls.h"
#include "bench/redis_sessions.h"
#include "dbspan/default_instrumenter.h"
#include "dbspan/redis/instrumentation.h"

namespace dbspan::bench {
namespace {

ClientCalls Gets(const char* name, Target (*target)()) {
  return {name, [=] { return BareRedisGet(target()); },
          [=](const Options& options) {
            configure<Redis>(options);
            return Get(target());
          },
          [=](const ByHand& by_hand) { return RedisGetByHand(target(), by_hand); }};
}

}  // namespace

ClientBenchmarks Benchmarks() {
  constexpr int kCommands = 100000;
  constexpr int kConnections = 1000;
  return {
      {Gets("redis/GET without a server", &StubbedRedis), Gets("redis/GET", &LiveRedis)},
      {{"redis/pipeline of 100000 commands", [] { return BareRedisPipeline(kCommands); },
        [](const Options& options) {
          configure<Redis>(options);
          return Pipeline(kCommands);
        }},
       {"redis/GET on each of 1000 connections", [] { return BareRedisConnections(kConnections); },
        [](const Options& options) {
          configure<Redis>(options);
          return Connections(kConnections);
        }}}};
}

}  // namespace dbspan::bench
