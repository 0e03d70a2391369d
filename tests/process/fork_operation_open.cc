// The process forks while commands are in flight. The child frees the inherited connection; the
// parent reads the replies.
#include "tests/process/forks.h"
#include "tests/process/redis_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const context = dbspan::process::ConnectRedis();
  int sent = 0;
  for (int i = 0; i < 3; ++i) redisAppendCommand(context, "ECHO %d", i);
  while (sent == 0) redisBufferWrite(context, &sent);
  const pid_t child = fork();
  if (child == 0) {
    redisFree(context);
    std::exit(4);
  }
  dbspan::process::Await(child);
  for (int i = 0; i < 3; ++i) {
    void* reply = nullptr;
    redisGetReply(context, &reply);
    dbspan::process::Say("%s", reply == nullptr ? "nothing" : static_cast<redisReply*>(reply)->str);
    if (reply != nullptr) freeReplyObject(reply);
  }
  redisFree(context);
}
