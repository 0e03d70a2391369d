#pragma once

#include "bench/client_calls.h"
#include "bench/stub_server.h"

namespace dbspan::bench {

/// Call GET with hiredis's own header, untraced: bare, and with a span written by hand.
ClientCalls::Call BareRedisGet(const Target& target);
ClientCalls::Call RedisGetByHand(const Target& target, const ByHand& by_hand);

/// Sends one pipeline with this many commands, untraced.
ClientCalls::Call BareRedisPipeline(int commands);

}  // namespace dbspan::bench
