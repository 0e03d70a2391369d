// Each allocation by operator new fails in turn. The client is written in C and must behave as
// without dbspan.
#include "tests/process/failing_allocations.h"
#include "tests/process/redis_case.h"

using dbspan::process::until_failure;

int main() {
  const dbspan::process::Telemetry telemetry;
  const std::string key = dbspan::process::OwnName();
  for (int failing = 0; failing < 400; ++failing) {
    if (failing < 100) until_failure = failing;  // includes the first call of the program
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
