// SIGTERM ends a program without a handler for it.
#include <csignal>

#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  raise(SIGTERM);
  sleep(2);
  return 3;
}
