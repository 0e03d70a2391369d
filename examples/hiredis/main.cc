// Uses hiredis through <dbspan/hiredis.h> instead of <hiredis/hiredis.h>. The functions keep their
// names.
//
// usage: hiredis redis-host redis-port
#include <dbspan/hiredis.h>
#include <dbspan/sdk/setup.h>

#include <cstdlib>
#include <iostream>
#include <memory>

namespace {

using Context = std::unique_ptr<redisContext, void (*)(redisContext*)>;
using Reply = std::unique_ptr<redisReply, void (*)(void*)>;

Reply Ask(const Context& context, const char* command) {
  return {static_cast<redisReply*>(redisCommand(context.get(), command)), &freeReplyObject};
}

int Run(const char* host, int port) {
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto telemetry = dbspan::sdk::setup("hiredis", setup);
  const Context context{redisConnect(host, port), &redisFree};
  if (context == nullptr || context->err != 0) return EXIT_FAILURE;
  Ask(context, "SET example:1 tea");
  Ask(context, "GET example:1");                            // a hit
  Ask(context, "GET example:2");                            // a miss
  redisAppendCommand(context.get(), "INCR example:count");  // a pipeline
  redisAppendCommand(context.get(), "EXPIRE example:count 60");
  for (int i = 0; i < 2; ++i) {
    void* reply = nullptr;
    if (redisGetReply(context.get(), &reply) == REDIS_OK) freeReplyObject(reply);
  }
  Ask(context, "LPUSH example:1 more");  // an error
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  return argc == 3 ? Run(argv[1], std::atoi(argv[2])) : EXIT_FAILURE;
}
