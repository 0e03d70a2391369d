// Tests what is kept for the subscriptions of asynchronous contexts, without a server.
#include "redis/client/subscription.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

#include "redis/client/outcome.h"

namespace dbspan::redis::hiredis {
namespace {

/// A pointer that differs for each index.
void* Data(std::size_t index) {
  static char bytes[2 * Subscriptions::kMost];
  return &bytes[index];
}

TEST(RedisSubscriptionTest, AContextKeepsFewCallbacksUnlessMessagesAreRecorded) {
  const redisAsyncContext context{};
  Subscriptions& all = Subscriptions::Instance();
  for (std::size_t i = 0; i < Subscriptions::kMost; ++i) {
    EXPECT_NE(all.Of(context, nullptr, Data(i), false), nullptr);
  }
  Subscription* const first = all.Of(context, nullptr, Data(0), false);

  EXPECT_NE(first, nullptr);
  EXPECT_EQ(all.Of(context, nullptr, Data(Subscriptions::kMost), false), nullptr);
  EXPECT_NE(all.Of(context, nullptr, Data(Subscriptions::kMost), true), nullptr);
  EXPECT_EQ(all.Of(context, nullptr, Data(0), false), first);
  EXPECT_NE(all.Take(&context), nullptr);
  EXPECT_EQ(all.Take(&context), nullptr);
}

TEST(RedisSubscriptionTest, ContextsAreFew) {
  const std::vector<redisAsyncContext> contexts(Subscriptions::kMostContexts + 1);
  Subscriptions& all = Subscriptions::Instance();
  for (const redisAsyncContext& context : contexts) {
    const bool fits = &context != &contexts.back();
    EXPECT_EQ(all.Of(context, nullptr, nullptr, false) != nullptr, fits);
  }
  for (const redisAsyncContext& context : contexts) all.Forget(&context);
}

TEST(RedisSubscriptionTest, NothingWaitsOnceConfirmationsAreMissed) {
  const redisAsyncContext context{};
  Subscriptions& all = Subscriptions::Instance();
  ContextSubscriptions& of = *all.Of(context, nullptr, nullptr, false)->context;
  auto pending = std::make_unique<PendingCommand>();
  all.Wait(of, pending);
  EXPECT_EQ(of.waiting.size(), 1U);

  all.StopWaiting(context);
  pending = std::make_unique<PendingCommand>();
  all.Wait(of, pending);

  EXPECT_TRUE(of.waiting.empty());
  EXPECT_NE(pending, nullptr);
  all.Forget(&context);
}

TEST(RedisSubscriptionTest, ALostConnectionEndsWhatWaits) {
  redisAsyncContext context{};
  Subscriptions& all = Subscriptions::Instance();
  bool called = false;
  const auto callback = [](redisAsyncContext* /*context*/, void* /*reply*/, void* data) {
    *static_cast<bool*>(data) = true;
  };
  Subscription& subscription = *all.Of(context, callback, &called, false);
  auto pending = std::make_unique<PendingCommand>();
  all.Wait(*subscription.context, pending);

  OnSubscribed(&context, nullptr, &subscription);

  EXPECT_TRUE(called);
  EXPECT_TRUE(subscription.context->waiting.empty());
  all.Forget(&context);
}

TEST(RedisContextErrorTest, OnlyASubscriptionTakesItForTheServersAnswer) {
  redisContext context{};
  context.flags = REDIS_CONNECTED;
  context.err = REDIS_ERR_OTHER;
  std::strcpy(context.errstr, "NOPERM this user has no permissions");

  EXPECT_EQ(OutcomeOfError(context).error->type, "REDIS_ERR_OTHER");
  EXPECT_EQ(OutcomeOfRefusal(context).error->type, "NOPERM");
  context.flags = 0;
  EXPECT_EQ(OutcomeOfRefusal(context).error->type, "REDIS_ERR_OTHER");
}

}  // namespace
}  // namespace dbspan::redis::hiredis
