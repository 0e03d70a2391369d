// usage: cart HOST PORT
#include <dbspan/hiredis.h>  // instead of <hiredis/hiredis.h>
#include <dbspan/sdk/setup.h>
#include <dbspan/trace.h>

#include <cstdlib>
#include <iostream>

namespace {

int ShowCart(const char* host, int port) {
  redisContext* context = redisConnect(host, port);
  if (context == nullptr || context->err != 0) {
    std::cerr << "no Redis on " << host << " port " << port << '\n';
    redisFree(context);
    return 1;
  }
  freeReplyObject(redisCommand(context, "SET %s %s", "cart:7", "tea"));
  freeReplyObject(redisCommand(context, "GET %s", "cart:7"));
  redisFree(context);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: cart HOST PORT\n";
    return 2;
  }
  dbspan::sdk::Setup setup;
  setup.tree = &std::cout;
  const auto providers = dbspan::sdk::setup("cart", setup);
  return dbspan::trace("show cart", [&] { return ShowCart(argv[1], std::atoi(argv[2])); });
}
