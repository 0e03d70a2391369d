// A child that returns from main, with the parent's telemetry on its stack.
#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  const pid_t child = fork();
  if (child == 0) return 4;
  dbspan::process::Await(child);
  dbspan::process::UseRedis(context);
  redisFree(context);
}
