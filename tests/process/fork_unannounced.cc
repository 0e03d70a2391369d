// Forks for which no handler of pthread_atfork is called: _Fork, and the system call.
#include <sys/syscall.h>

#include <csignal>

#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

int main(int, char** arguments) {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  const bool raw = std::string{arguments[1]} == "clone";
  const auto child =
      raw ? static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr))
          : _Fork();
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
