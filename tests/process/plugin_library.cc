// A plugin that has the only use of a database in its program.
#include "tests/process/redis_case.h"

extern "C" void use_plugin() {
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  redisFree(context);
}
