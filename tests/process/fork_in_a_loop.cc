// Fifty children, one after the other, each with a connection of its own, while another thread uses
// the database.
#include <atomic>
#include <thread>

#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  std::atomic<bool> done{false};
  std::thread other{[&done] {
    redisContext* const context = dbspan::process::ConnectRedis();
    while (!done) dbspan::process::Ask(context, "PING");
    redisFree(context);
  }};
  redisContext* const context = dbspan::process::ConnectRedis();
  for (int i = 0; i < 50; ++i) {
    dbspan::process::UseRedis(context);
    const pid_t child = fork();
    if (child == 0) {
      redisContext* const own = dbspan::process::ConnectRedis();
      dbspan::process::UseRedis(own);
      redisFree(own);
      if (i % 2 == 0) std::exit(4);
      _exit(5);
    }
    dbspan::process::Await(child);
  }
  done = true;
  other.join();
  redisFree(context);
}
