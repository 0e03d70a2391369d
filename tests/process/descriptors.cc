// The descriptors and the threads that a program has: their numbers, while exporters are at work.
#include <fcntl.h>

#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  for (int i = 0; i < 5; ++i) {
    dbspan::process::UseRedis(context);
    usleep(100'000);
    dbspan::process::Say("descriptor %d of %d", open("/dev/null", O_RDONLY),
                         dbspan::process::DescriptorCount());
  }
  redisFree(context);
}
