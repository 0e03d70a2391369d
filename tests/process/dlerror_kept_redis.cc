// An error of `dlopen` is pending while hiredis is called, also for the first time.
#include "tests/process/dlerror_case.h"
#include "tests/process/redis_case.h"

int main() {
  using dbspan::process::SayDlerrorAfter;
  const dbspan::process::Telemetry telemetry;
  redisContext* redis = nullptr;
  SayDlerrorAfter("connect", [&] {
    if (redis == nullptr) redis = dbspan::process::ConnectRedis();
  });
  SayDlerrorAfter("command", [&] { dbspan::process::Ask(redis, "PING"); });
  redisFree(redis);
}
