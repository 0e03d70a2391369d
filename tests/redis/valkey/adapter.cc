// Compiles all sources of the adapter for libvalkey.
#include "redis/client/async.cc"
#include "redis/client/async_state.cc"
#include "redis/client/connect.cc"
#include "redis/client/execute.cc"
#include "redis/client/outcome.cc"
#include "redis/client/own_instrumenter.cc"
#include "redis/client/pending_command.cc"
#include "redis/client/state.cc"
#include "redis/client/subscription.cc"
#include "redis/client/traced_call.cc"
#ifdef DBSPAN_SYMBOL_FORM
#include "redis/client/real.cc"
#endif
