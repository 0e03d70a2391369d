// Redis: a GET, bare, through dbspan, and with spans written by hand; and large commands and
// pipelines.
#include <dbspan/hiredis.h>

#include "bench/redis_calls.h"
#include "bench/redis_sessions.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/redis/instrumentation.h"

namespace dbspan::bench {
namespace {

ClientCalls Gets(const char* name, Target (*target)()) {
  return {name, [=] { return BareRedisGet(target()); },
          [=](const Options& options) -> ClientCalls::Connect {
            configure<Redis>(options);
            return [=] { return Get(target()); };
          },
          [=](const ByHand& by_hand) { return RedisGetByHand(target(), by_hand); }};
}

}  // namespace

std::vector<ClientCalls> AllCalls() {
  constexpr int kCommands = 1000;
  return {Gets("redis/GET without a server", &StubbedRedis),
          Gets("redis/GET", &LiveRedis),
          {"redis/pipeline of 1000 GET",
           [] { return BareRedisPipeline(kCommands); },
           [](const Options& options) -> ClientCalls::Connect {
             configure<Redis>(options);
             return [] { return Pipeline(kCommands); };
           },
           {}}};
}

}  // namespace dbspan::bench
