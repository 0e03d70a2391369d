// The number of open descriptors, and the number that a new one gets, while exporters are running.
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
