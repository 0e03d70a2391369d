#pragma once

#include "bench/client_calls.h"
#include "bench/stub_server.h"

namespace dbspan::bench {

/// The client's own functions and spans around them by hand: hiredis's header, untraced.
ClientCalls::Call BareRedisGet(const Target& target);
ClientCalls::Call RedisGetByHand(const Target& target, const ByHand& by_hand);

/// One pipeline of so many commands.
ClientCalls::Call BareRedisPipeline(int commands);

}  // namespace dbspan::bench
