// The program ends with `exit` before replies to asynchronous commands have arrived: in the middle
// of an event loop (`loop`), or in a callback for a reply (`callback`).
#include <hiredis/async.h>

#include <cstring>

#include "tests/process/redis_case.h"

namespace {

using dbspan::process::Say;

bool in_callback = false;

redisAsyncContext* Connect() {
  char host[128];
  int port = 0;
  const char* url = std::getenv("DBSPAN_TEST_REDIS_URL");
  if (url == nullptr || std::sscanf(url, "redis://%127[^:]:%d", host, &port) != 2) {
    dbspan::process::GiveUp("DBSPAN_TEST_REDIS_URL is not set");
  }
  return redisAsyncConnect(host, port);
}

int replies = 0;

void OnReply(redisAsyncContext* context, void* reply, void* data) {
  if (reply == nullptr) return Say("no reply to %s", static_cast<const char*>(data));
  ++replies;
  Say("reply to %s", static_cast<const char*>(data));
  if (std::strcmp(static_cast<const char*>(data), "last") != 0 || !in_callback) return;
  redisAsyncCommand(context, &OnReply, nullptr, "PING");
  std::exit(4);
}

void Pump(redisAsyncContext* context, int wanted) {
  for (replies = 0; replies < wanted;) {
    redisAsyncHandleWrite(context);
    usleep(1000);
    redisAsyncHandleRead(context);
  }
}

}  // namespace

int main(int, char** arguments) {
  const dbspan::process::Telemetry telemetry;
  in_callback = std::strcmp(arguments[1], "callback") == 0;
  static char first[] = "first";
  static char last[] = "last";
  static char lost[] = "lost";

  redisAsyncContext* const subscribed = Connect();
  redisAsyncCommand(subscribed, &OnReply, first, "SUBSCRIBE %s",
                    dbspan::process::OwnName().c_str());
  Pump(subscribed, 1);

  redisAsyncContext* const context = Connect();
  redisAsyncCommand(context, &OnReply, first, "PING");
  redisAsyncCommand(context, &OnReply, last, "PING");
  redisAsyncCommand(context, &OnReply, lost, "BLPOP nothing 100");
  Pump(context, 2);
  redisAsyncCommand(context, &OnReply, lost, "PING");
  std::exit(3);
}
