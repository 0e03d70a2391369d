// Allocations of C++ fail, one after the other: the client is C, and sees the same.
#include "tests/process/failing_allocations.h"
#include "tests/process/redis_case.h"

using dbspan::process::until_failure;

int main() {
  const dbspan::process::Telemetry telemetry;
  const std::string key = dbspan::process::OwnName();
  for (int failing = 0; failing < 400; ++failing) {
    if (failing < 100) until_failure = failing;  // from the first call of all on
    redisContext* const context = dbspan::process::ConnectRedis();
    until_failure = failing;
    auto* const set =
        static_cast<redisReply*>(redisCommand(context, "SET %s %d", key.c_str(), failing));
    until_failure = failing;
    redisAppendCommand(context, "GET %s", key.c_str());
    redisAppendCommand(context, "PING");
    void* get = nullptr;
    void* ping = nullptr;
    redisGetReply(context, &get);
    redisGetReply(context, &ping);
    until_failure = -1;
    dbspan::process::Say("%d: %s %s %s", failing, set->str, static_cast<redisReply*>(get)->str,
                         static_cast<redisReply*>(ping)->str);
    freeReplyObject(set);
    freeReplyObject(get);
    freeReplyObject(ping);
    redisFree(context);
  }
}
