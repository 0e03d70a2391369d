#pragma once

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#ifdef DBSPAN_SYMBOL_FORM
#include "core/next_symbol.h"
#endif

// Every function of hiredis that is traced: `redisGetReply` is dbspan's, `real::redisGetReply` is
// hiredis's own. Two forms from one source: in the header form the compiler redirects the
// application's calls to other names; in the symbol form (DBSPAN_SYMBOL_FORM) our functions have
// hiredis's names, and hiredis's own are looked up behind them.
#define DBSPAN_REDIS_FUNCTIONS(F)      \
  F(redisConnect)                      \
  F(redisConnectWithTimeout)           \
  F(redisConnectNonBlock)              \
  F(redisConnectBindNonBlock)          \
  F(redisConnectBindNonBlockWithReuse) \
  F(redisConnectUnix)                  \
  F(redisConnectUnixWithTimeout)       \
  F(redisConnectUnixNonBlock)          \
  F(redisConnectFd)                    \
  F(redisReconnect)                    \
  F(redisFree)                         \
  F(redisFreeKeepFd)                   \
  F(redisvCommand)                     \
  F(redisCommandArgv)                  \
  F(redisvAppendCommand)               \
  F(redisAppendCommandArgv)            \
  F(redisAppendFormattedCommand)       \
  F(redisGetReply)                     \
  F(redisGetReplyFromReader)           \
  F(redisBufferRead)                   \
  F(redisBufferWrite)                  \
  F(redisAsyncConnect)                 \
  F(redisAsyncConnectBind)             \
  F(redisAsyncConnectBindWithReuse)    \
  F(redisAsyncConnectUnix)             \
  F(redisvAsyncCommand)                \
  F(redisAsyncCommandArgv)             \
  F(redisAsyncFormattedCommand)

#define DBSPAN_REDIS_CALLING_BACK(F) F(redisAsyncFree)

// What hiredis 1.x has more.
#if HIREDIS_MAJOR >= 1
#define DBSPAN_REDIS_1_FUNCTIONS(F) \
  F(redisConnectWithOptions)        \
  F(redisAsyncConnectWithOptions)
#else
#define DBSPAN_REDIS_1_FUNCTIONS(F)
#endif

namespace dbspan::redis::real {

#ifdef DBSPAN_SYMBOL_FORM

/// hiredis itself is calling: not the application.
inline bool Inside() noexcept { return InsideClient::Active(); }
using Outside = OutsideClient;

#define DBSPAN_REAL(name) DBSPAN_NEXT_FUNCTION(name, DBSPAN_HIREDIS_SONAME, InsideClient)
#define DBSPAN_REAL_CALLING_BACK(name) \
  DBSPAN_NEXT_FUNCTION(name, DBSPAN_HIREDIS_SONAME, OutsideClient)

#else

constexpr bool Inside() noexcept { return false; }  // it does not know the names we use
struct Outside {
  Outside() noexcept {}  // not trivial: it is a guard
};

#define DBSPAN_REAL(name) using ::name;
#define DBSPAN_REAL_CALLING_BACK(name) using ::name;

#endif

DBSPAN_REDIS_FUNCTIONS(DBSPAN_REAL)
DBSPAN_REDIS_1_FUNCTIONS(DBSPAN_REAL)
DBSPAN_REDIS_CALLING_BACK(DBSPAN_REAL_CALLING_BACK)
#undef DBSPAN_REAL
#undef DBSPAN_REAL_CALLING_BACK

}  // namespace dbspan::redis::real

// The name under which the linker knows one of our functions.
#ifdef DBSPAN_SYMBOL_FORM
#define DBSPAN_REDIS_NAME(name) __asm__(#name)
#else
#define DBSPAN_REDIS_NAME(name)
#endif
