// After connecting, no further descriptor can be opened, not even for the first call.
#include <sys/resource.h>

#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = 3;
  setrlimit(RLIMIT_NOFILE, &limit);
  for (int i = 0; i < 20; ++i) dbspan::process::UseRedis(context);
  redisFree(context);
  return 3;
}
