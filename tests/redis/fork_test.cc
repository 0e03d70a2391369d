// Tests that the child of a fork does not wait for a lock that another thread held at the time of
// the fork.
#include <gtest/gtest.h>

#include "redis/client/async_state.h"
#include "redis/client/subscription.h"
#include "tests/support/fork_loop.h"

namespace dbspan::redis::hiredis {
namespace {

TEST(RedisForkTest, ChildrenFindTheEndpointsOfAsynchronousContexts) {
  char host[] = "localhost";
  redisAsyncContext context{};
  context.c.fd = -1;
  context.c.connection_type = REDIS_CONN_TCP;
  context.c.tcp.host = host;

  test::ExpectChildrenGoOn([&context] {
    AsyncEndpoints::Instance().Of(context);
    AsyncEndpoints::Instance().Forget(&context);
  });
}

TEST(RedisForkTest, ChildrenFindSubscriptions) {
  const redisAsyncContext context{};

  test::ExpectChildrenGoOn([&context] {
    Subscriptions::Instance().Of(context, nullptr, nullptr, false);
    Subscriptions::Instance().Forget(&context);
  });
}

}  // namespace
}  // namespace dbspan::redis::hiredis
