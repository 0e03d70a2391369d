#pragma once

#include <hiredis/async.h>
#include <hiredis/hiredis.h>

#include "core/interpose/client_behind.h"
#include "dbspan/version.h"

// Every function of hiredis that is traced: `redisGetReply` is dbspan's, `real::redisGetReply` is
// hiredis's own. Two forms from one source: in the header form the compiler redirects the
// application's calls to other names; in the symbol form (DBSPAN_SYMBOL_FORM) our functions have
// hiredis's names, and hiredis's own are found behind them. Those of later versions stand
// apart (newer_….cc): an older hiredis does not have them.
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

// What else we ask of hiredis.
#define DBSPAN_REDIS_ACCESSORS(F) \
  F(redisFormatCommandArgv)       \
  F(redisvFormatCommand)          \
  F(redisFreeCommand)             \
  F(redisReaderCreate)            \
  F(redisReaderFree)              \
  F(redisReaderFeed)              \
  F(redisReaderGetReply)

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

#ifdef DBSPAN_SYMBOL_FORM

/// The hiredis behind ours (core/interpose/client_behind.h).
struct Hiredis {
  struct Functions {
    DBSPAN_REDIS_FUNCTIONS(DBSPAN_MEMBER)
    DBSPAN_REDIS_CALLING_BACK(DBSPAN_MEMBER)
    DBSPAN_REDIS_1_FUNCTIONS(DBSPAN_MEMBER)
    DBSPAN_REDIS_ACCESSORS(DBSPAN_MEMBER)
    const redisReplyObjectFunctions* reply_functions;  ///< Of its readers, if it fits.
  };
  static constexpr auto kId = interpose::ClientId::kRedis;
  static interpose::Routes& routes() noexcept { return routes_; }

 private:
  static interpose::Routes routes_;
};

#define DBSPAN_REAL(name) DBSPAN_REAL_FUNCTION(Hiredis, name, kInside)
#define DBSPAN_REAL_CALLING_BACK(name) DBSPAN_REAL_FUNCTION(Hiredis, name, kCallingBack)
#define DBSPAN_ASK(name) DBSPAN_REAL_FUNCTION(Hiredis, name, kAsking)

#else

/// There is one hiredis, and it does not know our names.
struct Hiredis {
  static constexpr auto kId = interpose::ClientId::kRedis;
};

// Another copy of dbspan, preloaded, may stand between us and hiredis.
#define DBSPAN_REAL(name)                                                                  \
  inline constexpr auto name = [](auto... arguments) -> decltype(auto) {                   \
    const interpose::InsideClient<Hiredis::kId> inside{interpose::HandleOf(arguments...)}; \
    return ::name(arguments...);                                                           \
  };
#define DBSPAN_REAL_CALLING_BACK(name) using ::name;
#define DBSPAN_ASK(name) using ::name;

#endif

namespace real {

DBSPAN_REDIS_FUNCTIONS(DBSPAN_REAL)
DBSPAN_REDIS_1_FUNCTIONS(DBSPAN_REAL)
DBSPAN_REDIS_CALLING_BACK(DBSPAN_REAL_CALLING_BACK)
DBSPAN_REDIS_ACCESSORS(DBSPAN_ASK)
#undef DBSPAN_REAL
#undef DBSPAN_REAL_CALLING_BACK
#undef DBSPAN_ASK

}  // namespace real

/// The functions that a thread's calls go to, for a callback that comes later: it is to read
/// replies with the same.
#ifdef DBSPAN_SYMBOL_FORM
class CalledHiredis {
 public:
  CalledHiredis() noexcept : functions_(&interpose::Behind<Hiredis>::Current()) {}
  /// While one lives, so does the choice.
  class Again {
   public:
    explicit Again(const CalledHiredis& called) noexcept : behind_(*called.functions_) {}

   private:
    interpose::Behind<Hiredis> behind_;
  };

 private:
  const Hiredis::Functions* functions_;
};
#else
class CalledHiredis {
 public:
  struct Again {
    explicit Again(const CalledHiredis& /*called*/) noexcept {}
  };
};
#endif

/// The application's own code runs on this thread again: a callback of its.
using OutsideHiredis = interpose::OutsideClient<Hiredis::kId>;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis

// The name under which the linker knows one of our functions, and how it begins.
#ifdef DBSPAN_SYMBOL_FORM
#define DBSPAN_REDIS_NAME(name) __asm__(#name)
#define DBSPAN_REDIS_ENTER(...) DBSPAN_ENTER(dbspan::redis::Hiredis, __VA_ARGS__)
#define DBSPAN_REDIS_ENTER_FROM(...) DBSPAN_ENTER_FROM(dbspan::redis::Hiredis, __VA_ARGS__)
#define DBSPAN_REDIS_ENTER_QUICKLY(...) DBSPAN_ENTER_QUICKLY(dbspan::redis::Hiredis, __VA_ARGS__)
#else
#define DBSPAN_REDIS_NAME(name)
#define DBSPAN_REDIS_ENTER(...) static_cast<void>(0)
#define DBSPAN_REDIS_ENTER_FROM(caller, ...) static_cast<void>(caller)
#define DBSPAN_REDIS_ENTER_QUICKLY(name, look, ...) return look(nullptr, __VA_ARGS__)
#endif
