#pragma once

#include "bench/client_bench.h"

namespace dbspan::bench {

/// The client's own functions and spans around them by hand: hiredis's header, untraced.
ClientCalls::Call BareRedisGet();
ClientCalls::Call RedisGetByHand(const ByHand& by_hand);
/// Through <dbspan/hiredis.h>.
ClientCalls::Call TracedRedisGet(const Options& options);

/// The same without a server: see RedisStub.
ClientCalls::Call BareStubbedGet();
ClientCalls::Call StubbedGetByHand(const ByHand& by_hand);
ClientCalls::Call TracedStubbedGet(const Options& options);

/// One pipeline of so many commands.
ClientCalls::Call BareRedisPipeline(int commands);
ClientCalls::Call TracedRedisPipeline(const Options& options, int commands);
/// One GET on each of so many connections.
ClientCalls::Call BareRedisConnections(int connections);
ClientCalls::Call TracedRedisConnections(const Options& options, int connections);

}  // namespace dbspan::bench
