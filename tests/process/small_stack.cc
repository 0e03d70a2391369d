// A thread with a small stack makes the first call, which sets up telemetry.
#include <pthread.h>

#include "tests/process/redis_case.h"

namespace {

void* CallRedis(void* /*unused*/) {
  redisContext* const context = dbspan::process::ConnectRedis();
  void* const reply = redisCommand(context, "PING");
  redisFree(context);
  return reply;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t kibibytes = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 0;
  const dbspan::process::Telemetry telemetry;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kibibytes * 1024);
  for (int i = 0; i < 3; ++i) {
    pthread_t thread;
    void* reply = nullptr;
    if (pthread_create(&thread, &attributes, CallRedis, nullptr) != 0) {
      dbspan::process::GiveUp("no thread");
    }
    pthread_join(thread, &reply);
    dbspan::process::Say("%s", static_cast<redisReply*>(reply)->str);
    freeReplyObject(reply);
  }
}
