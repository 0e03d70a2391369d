// The simplest program. If this case fails, the harness does not work.
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  redisFree(context);
  return 3;
}
