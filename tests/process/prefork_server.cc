// A prefork server: the master uses the database and forks four workers, which work until their
// SIGTERM handler ends them.
#include <csignal>

#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

namespace {

volatile std::sig_atomic_t stopping = 0;

int Work(int ready) {
  struct sigaction action {};
  action.sa_handler = [](int) { stopping = 1; };
  sigaction(SIGTERM, &action, nullptr);
  redisContext* const context = dbspan::process::ConnectRedis();
  for (int i = 0; i < 20; ++i) dbspan::process::Ask(context, "PING");
  if (write(ready, "r", 1) != 1) return 1;
  while (stopping == 0) usleep(1000);
  redisFree(context);
  return 4;
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  int ready[2];
  if (pipe(ready) != 0) return 1;
  pid_t workers[4];
  for (pid_t& worker : workers) {
    worker = fork();
    if (worker == 0) std::exit(Work(ready[1]));
  }
  for (int i = 0; i < 4; ++i) {
    char byte = 0;
    if (read(ready[0], &byte, 1) != 1) return 1;
  }
  for (const pid_t worker : workers) {
    kill(worker, SIGTERM);
    dbspan::process::Await(worker);
  }
  dbspan::process::UseRedis(context);
  redisFree(context);
}
