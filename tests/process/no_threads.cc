// The creation of threads fails.
#include <pthread.h>

#include <cerrno>

#include "tests/process/redis_case.h"

extern "C" int pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*) noexcept {
  return EAGAIN;
}

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  dbspan::process::UseRedis(context);
  redisFree(context);
  return 3;
}
