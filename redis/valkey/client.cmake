dbspan_add_client(NAME valkey TITLE libvalkey PACKAGE none FIND Libvalkey LIBRARY Libvalkey::valkey
  SYSTEM resp SERVER redis
  SOURCES
    ../client/async.cc ../client/async_connect.cc ../client/async_state.cc ../client/buffers.cc ../client/connect.cc ../client/execute.cc ../client/outcome.cc
    ../client/own_instrumenter.cc ../client/pending_command.cc ../client/pipelined.cc ../client/state.cc ../client/subscription.cc
    ../client/traced_call.cc
  DEFINITIONS DBSPAN_CLIENT_NAMES="redis/valkey/names.h"
  HEADERS valkey.h valkey_async.h valkey_instrumenter.h valkey_tls.h detail/redis/functions.h detail/redis/functions_async.h detail/redis/redirect.h
  INCLUDE dbspan/valkey.h SWAP "SHELL:-include dbspan/valkey_async.h"
  SYMBOLS libvalkey SYMBOL_SOURCES ../client/real.cc CHECKED valkeyCommand FUNCTIONS exports.txt)
