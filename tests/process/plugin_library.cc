// A plugin with the only database calls of the program.
#include "tests/process/redis_case.h"

extern "C" void use_plugin() {
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  redisFree(context);
}

extern "C" int ask_plugin() {
  redisContext* const context = dbspan::process::ConnectRedis();
  int right = 0;
  for (int i = 0; i < 200; ++i) right += dbspan::process::Ask(context, "PING") == "PONG" ? 1 : 0;
  redisFree(context);
  return right;
}
