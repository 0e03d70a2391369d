// `exit` while another thread makes the first call of the program, which may be setting up
// telemetry.
#include <atomic>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>

#include "tests/process/redis_case.h"

namespace {

std::atomic<bool> called{false};
std::atomic<bool> answered{false};

/// Returns true if the library that exports telemetry is loaded: then the set-up has begun.
bool IsSettingUp() {
  std::ifstream maps{"/proc/self/maps"};
  for (std::string line; std::getline(maps, line);) {
    if (line.find("autosetup_sdk") != std::string::npos) return true;
  }
  return false;
}

}  // namespace

int main(int, char** arguments) {
  const dbspan::process::Telemetry telemetry;
  std::thread{[] {
    called = true;
    redisContext* const context = dbspan::process::ConnectRedis();
    dbspan::process::Ask(context, "PING");
    answered = true;
    pause();
  }}.detach();
  const bool at_once = std::strcmp(arguments[1], "at_once") == 0;
  while (!called) sched_yield();
  while (!at_once && !answered && !IsSettingUp()) sched_yield();
  std::exit(5);
}
