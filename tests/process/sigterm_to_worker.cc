// SIGTERM to a forked worker ends only the worker.
#include <csignal>

#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  int ready[2];
  if (pipe(ready) != 0) return 1;
  const pid_t worker = fork();
  if (worker == 0) {
    if (write(ready[1], "r", 1) != 1) _exit(1);
    while (true) pause();
  }
  char byte = 0;
  if (read(ready[0], &byte, 1) != 1) return 1;
  kill(worker, SIGTERM);
  dbspan::process::Await(worker);
  usleep(200'000);  // time in which a passed-on signal would end this process
  dbspan::process::UseRedis(context);
  redisFree(context);
}
