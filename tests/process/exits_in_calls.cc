// The process ends while its threads are in calls, in each possible way.
#include <atomic>
#include <csignal>
#include <cstring>
#include <thread>

#include "tests/process/redis_case.h"

namespace {

std::atomic<int> calls{0};

void CallForEver() {
  redisContext* const context = dbspan::process::ConnectRedis();
  while (true) {
    dbspan::process::Ask(context, "PING");
    ++calls;
  }
}

}  // namespace

int main(int, char** arguments) {
  const dbspan::process::Telemetry telemetry;
  for (int i = 0; i < 4; ++i) {
    std::thread{&CallForEver}.detach();
  }
  while (calls < 100) usleep(1000);
  dbspan::process::Say("ends by %s", arguments[1]);
  if (std::strcmp(arguments[1], "exit") == 0) std::exit(3);
  if (std::strcmp(arguments[1], "quick_exit") == 0) std::quick_exit(3);
  if (std::strcmp(arguments[1], "_exit") == 0) _exit(3);
  if (std::strcmp(arguments[1], "abort") == 0) std::abort();
  if (std::strcmp(arguments[1], "sigterm") == 0) {
    raise(SIGTERM);
    pause();
  }
  if (std::strcmp(arguments[1], "thread") == 0) {
    std::thread{[] { std::exit(3); }}.detach();
    while (true) pause();
  }
  return 3;
}
