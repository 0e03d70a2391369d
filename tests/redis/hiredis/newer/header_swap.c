/* A program of hiredis 1.3, in C99, with nothing but its include changed. */
#include <dbspan/hiredis_async.h>

void Use(redisContext* context, redisAsyncContext* asynchronous, redisOptions* options);

void Use(redisContext* context, redisAsyncContext* asynchronous, redisOptions* options) {
  options->options |= REDIS_OPT_PREFER_IPV4 | REDIS_OPT_SET_SOCK_CLOEXEC;
  options->push_cb = 0;
  redisSetPushCallback(context, 0);
  freeReplyObject(redisCommand(context, "GET %s", "k"));
  redisAsyncCommand(asynchronous, 0, 0, "GET %s", "k");
  redisFree(redisConnectWithOptions(options));
}
