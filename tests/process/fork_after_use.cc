// The program uses its database and then forks. The child opens a connection of its own and calls
// exit.
#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  const pid_t child = fork();
  if (child == 0) {
    redisContext* const own = dbspan::process::ConnectRedis();
    dbspan::process::UseRedis(own);
    redisFree(own);
    std::exit(4);
  }
  dbspan::process::Await(child);
  dbspan::process::UseRedis(context);
  redisFree(context);
}
