// A thread makes the first call of the program while `exit` is at work, which destroys at once
// whatever static is made then.
#include <atomic>
#include <thread>

#include "tests/process/redis_case.h"

namespace {

std::atomic<bool> answered{false};

// One handler after the other, so that `exit` looks for the next all the time.
void WaitForAnswer() {
  if (!answered) std::atexit(&WaitForAnswer);
}

void CallFirst() {
  std::thread{[] {
    redisContext* const context = dbspan::process::ConnectRedis();
    dbspan::process::Say("%s", dbspan::process::Ask(context, "PING").c_str());
    answered = true;
    while (true) dbspan::process::Ask(context, "PING");
  }}.detach();
  WaitForAnswer();
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  std::atexit(&CallFirst);
  return 5;
}
