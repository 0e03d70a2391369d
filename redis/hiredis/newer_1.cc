// What hiredis has since version 1.0. Programs look for these functions to find out which hiredis
// they run with.
#include "redis/hiredis/async.h"
#include "redis/hiredis/commands.h"
#include "redis/hiredis/connect_span.h"

#if HIREDIS_MAJOR >= 1

namespace real = dbspan::redis::real;

redisContext* dbspan_redisConnectWithOptions(const redisOptions* options) {
  DBSPAN_REDIS_ENTER(redisConnectWithOptions, options);
  // Without blocking it is not connected yet.
  if ((options->options & REDIS_OPT_NONBLOCK) != 0) {
    return dbspan::redis::Remembered(real::redisConnectWithOptions(options));
  }
  return dbspan::redis::Connected([&] { return real::redisConnectWithOptions(options); });
}

redisAsyncContext* dbspan_redisAsyncConnectWithOptions(const redisOptions* options) {
  DBSPAN_REDIS_ENTER(redisAsyncConnectWithOptions, options);
  return dbspan::redis::ForgetEarlier(real::redisAsyncConnectWithOptions(options));
}

#endif
