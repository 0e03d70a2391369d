#pragma once

#include "bench/client_calls.h"
#include "bench/stub_server.h"

namespace dbspan::bench {

/// Return a call that sends a GET without dbspan: bare, and with a span written by hand.
ClientCalls::Call BareRedisGet(const Target& target);
ClientCalls::Call RedisGetByHand(const Target& target, const ByHand& by_hand);

/// Returns a call that sends a pipeline with this many commands, untraced.
ClientCalls::Call BareRedisPipeline(int commands);

}  // namespace dbspan::bench
