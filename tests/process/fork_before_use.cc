// The program forks before it connects. Parent and child both use the database for the first time.
#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  const pid_t child = fork();
  if (child != 0) dbspan::process::Await(child);
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  redisFree(context);
  std::exit(child == 0 ? 4 : 0);
}
