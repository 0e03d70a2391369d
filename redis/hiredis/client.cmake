dbspan_add_client(NAME redis TITLE hiredis PACKAGE libhiredis-dev FIND Libhiredis LIBRARY Libhiredis::hiredis
  SYSTEM resp SERVER redis BENCHED redis/GET "Redis GET"
  BENCHED_LONG "redis/pipeline of 1000 GET" "Redis, pipeline of 1,000 GET"
  SOURCES context.cc
    ../client/async.cc ../client/async_connect.cc ../client/async_state.cc ../client/buffers.cc ../client/connect.cc ../client/execute.cc ../client/outcome.cc
    ../client/own_instrumenter.cc ../client/pending_command.cc ../client/pipelined.cc ../client/state.cc ../client/subscription.cc
    ../client/traced_call.cc
  DEFINITIONS DBSPAN_CLIENT_NAMES="redis/hiredis/names.h"
  # Includes dbspan's header, which redirects calls to hiredis. Compiled apart, because in a unity build the calls of the other files
  # would be redirected as well.
  APART context.cc
  HEADERS hiredis.h hiredis_async.h redis/async_context.h redis/context.h detail/redis/functions.h detail/redis/functions_async.h detail/redis/redirect.h
  INCLUDE dbspan/hiredis.h SWAP "SHELL:-include dbspan/hiredis_async.h"
  SYMBOLS hiredis SYMBOL_SOURCES ../client/real.cc CHECKED redisCommand FUNCTIONS exports.txt LEVELS_FROM Libhiredis_LEVELS)
