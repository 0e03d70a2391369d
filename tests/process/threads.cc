// The number of threads of a program, without dbspan's exporting thread.
#include <dirent.h>

#include <fstream>

#include "tests/process/redis_case.h"

namespace {

int OwnThreadCount() {
  DIR* const threads = opendir("/proc/self/task");
  if (threads == nullptr) return -1;
  int count = 0;
  while (const dirent* entry = readdir(threads)) {
    if (entry->d_name[0] == '.') continue;
    std::ifstream file{std::string{"/proc/self/task/"} + entry->d_name + "/comm"};
    std::string name;
    std::getline(file, name);
    if (name != "dbspan-export") ++count;
  }
  closedir(threads);
  return count;
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  // A new thread sets its name only when it runs.
  for (int waits = 0; OwnThreadCount() != 1 && waits < 1000; ++waits) usleep(10'000);
  dbspan::process::Say("%d threads", OwnThreadCount());
  dbspan::process::UseRedis(context);
  redisFree(context);
}
