// The threads that a program has.
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  dbspan::process::Say("%d threads", dbspan::process::ThreadCount());
  redisFree(context);
}
