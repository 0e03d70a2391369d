// The program ends with `exit` before it has read all replies to the pipelines of 100 connections.
#include "tests/process/redis_case.h"

namespace {

void ConnectAndLeaveOpen() {
  redisContext* const context = dbspan::process::ConnectRedis();
  for (int i = 0; i < 2; ++i) redisAppendCommand(context, "PING");
  void* reply = nullptr;
  if (redisGetReply(context, &reply) != REDIS_OK) dbspan::process::GiveUp("no reply");
  dbspan::process::Say("%s", static_cast<redisReply*>(reply)->str);
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  for (int i = 0; i < 100; ++i) ConnectAndLeaveOpen();
  std::exit(3);
}
