// More calls than an exporter can keep up with.
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  int right = 0;
  for (int i = 0; i < 3000; ++i) right += dbspan::process::Ask(context, "PING") == "PONG" ? 1 : 0;
  dbspan::process::Say("%d right answers", right);
  redisFree(context);
  return 3;
}
