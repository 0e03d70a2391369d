// SIGTERM ends a program without a handler for it.
#include <csignal>

#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  raise(SIGTERM);
  while (true) pause();  // it may take a moment to export
}
