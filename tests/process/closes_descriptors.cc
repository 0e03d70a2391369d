// Like a daemon, a process closes all descriptors from 3 on, in a child and in the process itself.
// Descriptors that it opens then must have the expected numbers, and dbspan must not write to them.
#include <sys/socket.h>
#include <unistd.h>

#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

namespace {

void Serve(redisContext* first) {
  closefrom(3);
  redisContext* context[4];
  for (auto& one : context) {
    one = dbspan::process::ConnectRedis();
    dbspan::process::Say("descriptor %d", one->fd);
  }
  int right = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    right += dbspan::process::Ask(context[i % 4], "ECHO " + number) == number ? 1 : 0;
    if (i % 100 == 0) usleep(20'000);  // gives exporters time to write
  }
  dbspan::process::Say("%d right answers", right);
  for (auto* one : context) redisFree(one);
  static_cast<void>(first);  // not freed: its descriptor is closed, and the number may be reused
}

}  // namespace

int main(int, char** arguments) {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  if (std::string{arguments[1]} == "itself") {
    usleep(300'000);  // exporters have connected
    Serve(context);
    return 0;
  }
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    Serve(context);
    std::exit(4);
  }
  dbspan::process::Await(child);
  dbspan::process::UseRedis(context);
}
