#include <dbspan/hiredis.h>
#include <dbspan/options.h>
#include <dbspan/redis/instrumentation.h>

bool redis_works() {
  redisContext* context = redisConnect("127.0.0.1", 1);
  const bool refused = context != nullptr && context->err != 0;
  redisFree(context);
  return refused && dbspan::options<dbspan::Redis>().enabled;
}
