// Only threads of the program itself run its signal handlers.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/process/redis_case.h"

namespace {

bool Takes(const std::filesystem::path& thread, int signal) {
  std::ifstream status{thread / "status"};
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind("SigBlk:", 0) != 0) continue;
    return (std::stoull(line.substr(7), nullptr, 16) >> (signal - 1) & 1U) == 0;
  }
  return false;
}

int CountThreadsThatTake(int signal) {
  int count = 0;
  for (const auto& thread : std::filesystem::directory_iterator{"/proc/self/task"}) {
    if (Takes(thread.path(), signal)) ++count;
  }
  return count;
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  for (const int signal : {SIGTERM, SIGUSR1, SIGALRM}) {
    dbspan::process::Say("signal %d: %d threads", signal, CountThreadsThatTake(signal));
  }
  redisFree(context);
}
