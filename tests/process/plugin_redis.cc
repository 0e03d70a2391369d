// A plugin that is linked with hiredis as a shared library, or contains a copy of it.
#include "tests/process/redis_case.h"

extern "C" void run_plugin() {
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::Say("%s", dbspan::process::Ask(context, "ECHO 32").c_str());
  redisAppendCommand(context, "PING");
  redisAppendCommand(context, "PING");
  for (int i = 0; i < 2; ++i) {
    void* reply = nullptr;
    if (redisGetReply(context, &reply) != REDIS_OK) dbspan::process::GiveUp("no reply");
    dbspan::process::Say("%s", static_cast<redisReply*>(reply)->str);
    freeReplyObject(reply);
  }
  redisFree(context);
}
