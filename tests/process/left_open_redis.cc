// The program ends with `exit` before it has read all replies to a pipeline.
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  redisAppendCommand(context, "PING");
  redisAppendCommand(context, "PING");
  void* reply = nullptr;
  if (redisGetReply(context, &reply) != REDIS_OK) dbspan::process::GiveUp("no reply");
  dbspan::process::Say("%s", static_cast<redisReply*>(reply)->str);
  std::exit(3);
}
