#include <hiredis/hiredis.h>

#include <memory>
#include <string>

#include "bench/redis_calls.h"
#include "bench/redis_sessions.h"

namespace dbspan::bench {

ClientCalls::Call BareRedisGet(const Target& target) { return Get(target); }
ClientCalls::Call BareRedisPipeline(int commands) { return Pipeline(commands); }

namespace {

bool IsHit(const void* result) {
  const auto* got = static_cast<const redisReply*>(result);
  return got != nullptr && got->type != REDIS_REPLY_NIL;
}

/// Adds the event for a hit or a miss to the span.
void Observe(opentelemetry::trace::Span& span, void* result) {
  span.AddEvent(IsHit(result) ? "cache.hit" : "cache.miss",
                {{"cache.item_count", std::int64_t{1}}});
}

void CountLookup(const ByHand& by_hand, void* result, ByHand::Attributes /*measured*/,
                 const ByHand::Context& context) {
  by_hand.CountLookup({{"db.namespace", "0"},
                       {"db.operation.name", "GET"},
                       {"cache.outcome", IsHit(result) ? "hit" : "miss"}},
                      context);
}

}  // namespace

ClientCalls::Call RedisGetByHand(const Target& target, const ByHand& by_hand) {
  return [context = Connect(target), target, host = target.server.host,
          port = std::int64_t{target.server.port}, &by_hand] {
    target.BeforeCall();
    void* reply = by_hand.Run(
        "GET",
        {{"db.system.name", "redis"},
         {"db.namespace", "0"},
         {"server.address", host},
         {"server.port", port},
         {"network.peer.address", "127.0.0.1"},
         {"network.peer.port", port},
         {"db.operation.name", "GET"},
         {"db.query.text", "GET customer:7"}},
        {{"db.system.name", "redis"},
         {"db.namespace", "0"},
         {"server.address", host},
         {"server.port", port},
         {"network.peer.address", "127.0.0.1"},
         {"network.peer.port", port},
         {"db.operation.name", "GET"}},
        [&] { return redisCommand(context.get(), "GET %s", "customer:7"); }, &Observe,
        &CountLookup);
    freeReplyObject(reply);
    target.AfterCall();
    return std::size_t{reply != nullptr};
  };
}

}  // namespace dbspan::bench
