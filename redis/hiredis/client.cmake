dbspan_add_client(NAME redis TITLE hiredis PACKAGE libhiredis-dev FIND Libhiredis LIBRARY Libhiredis::hiredis SERVER redis
  SOURCES ../conversation.cc ../describe.cc ../outcome.cc ../pipeline.cc
    ../resp/argument_walk.cc ../resp/command.cc ../resp/command_table.cc ../resp/error_retry.cc ../resp/redaction.cc ../resp/wire.cc
    async.cc async_endpoints.cc commands.cc connect.cc connect_span.cc context.cc context_state.cc newer_1.cc outcome.cc pending_command.cc
    subscription.cc
  # Calls hiredis through dbspan's header. In a translation unit with the others, what they call would be redirected as well.
  APART context.cc
  HEADERS hiredis.h hiredis_async.h redis/context.h redis/instrumentation.h detail/redis/redirect.h detail/redis/redirect_async.h
  INCLUDE dbspan/hiredis.h SWAP "SHELL:-include dbspan/hiredis_async.h"
  SYMBOLS hiredis SYMBOL_SOURCES real.cc CHECKED redisCommand FUNCTIONS exports.txt LEVELS_FROM Libhiredis_LEVELS)
