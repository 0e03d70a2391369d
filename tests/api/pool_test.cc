#include "dbspan/pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/matchers.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::Attributes;
using test::AttributesAre;
using test::RecordedPoint;
using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr const char* kName = "db.client.connection.pool.name";

class PoolTest : public ::testing::Test {
 protected:
  PoolMetrics Register(const std::string& name, const std::function<PoolState()>& state) {
    return {name, state, telemetry_.options().meter_provider};
  }
  std::vector<RecordedPoint> Points(const std::string& what) {
    return telemetry_.Points("db.client.connection." + what);
  }

  Telemetry telemetry_;
};

TEST_F(PoolTest, TheStateIsPulledWhenMetricsAreCollected) {
  PoolState state;
  state.used = 2;
  state.idle = 3;
  state.max = 10;
  state.pending = 1;
  const PoolMetrics pool = Register("orders", [&] { return state; });

  const auto one = [](const char* connection_state, std::uint64_t value) {
    return AllOf(Field(&RecordedPoint::count, value),
                 AttributesAre(Attributes{{kName, Text("orders")},
                                          {"db.client.connection.state", Text(connection_state)}}));
  };
  EXPECT_THAT(Points("count"), UnorderedElementsAre(one("used", 2), one("idle", 3)));
  state.used = 5;  // the pool is not notified; the next collection calls the callback again
  state.idle = 0;
  EXPECT_THAT(Points("count"), UnorderedElementsAre(one("used", 5), one("idle", 0)));
  EXPECT_THAT(Points("max"),
              ElementsAre(AllOf(Field(&RecordedPoint::count, 10),
                                AttributesAre(Attributes{{kName, Text("orders")}}))));
  EXPECT_THAT(Points("pending_requests"), ElementsAre(Field(&RecordedPoint::count, 1)));
}

TEST_F(PoolTest, WhatThePoolDoesNotKnowIsNotRecorded) {
  const PoolMetrics pool = Register("orders", [] { return PoolState{}; });

  EXPECT_THAT(Points("max"), IsEmpty());
  EXPECT_THAT(Points("idle.min"), IsEmpty());
  EXPECT_THAT(Points("idle.max"), IsEmpty());
  EXPECT_THAT(Points("pending_requests"), IsEmpty());
}

TEST_F(PoolTest, TimesAndTimeoutsAreRecordedPerPool) {
  PoolMetrics orders = Register("orders", [] { return PoolState{}; });
  PoolMetrics users = Register("users", [] { return PoolState{}; });

  errno = EEXIST;
  orders.RecordWait(std::chrono::milliseconds{2});
  orders.RecordWait(std::chrono::milliseconds{3});
  users.RecordWait(std::chrono::milliseconds{4});
  orders.RecordCreate(std::chrono::milliseconds{50});
  orders.RecordUse(std::chrono::seconds{1});
  users.CountTimeout();

  EXPECT_EQ(errno, EEXIST);
  const auto point = [](const char* pool, std::uint64_t count) {
    return AllOf(Field(&RecordedPoint::count, count),
                 AttributesAre(Attributes{{kName, Text(pool)}}));
  };
  EXPECT_THAT(Points("wait_time"), UnorderedElementsAre(point("orders", 2), point("users", 1)));
  EXPECT_THAT(Points("create_time"), ElementsAre(point("orders", 1)));
  EXPECT_THAT(Points("use_time"),
              ElementsAre(AllOf(point("orders", 1), Field(&RecordedPoint::sum, 1.0))));
  EXPECT_THAT(Points("timeouts"), ElementsAre(point("users", 1)));
}

TEST_F(PoolTest, AStateThatThrowsIsLeftOut) {
  const PoolMetrics broken =
      Register("broken", []() -> PoolState { throw std::runtime_error{"gone"}; });
  const PoolMetrics fine = Register("fine", [] { return PoolState{}; });

  EXPECT_THAT(Points("count"), UnorderedElementsAre(test::HasAttribute(kName, Text("fine")),
                                                    test::HasAttribute(kName, Text("fine"))));
}

TEST_F(PoolTest, APoolThatIsGoneIsNoLongerAsked) {
  int asked = 0;
  {
    const PoolMetrics pool = Register("orders", [&] {
      ++asked;
      return PoolState{};
    });
  }

  Points("count");

  EXPECT_EQ(asked, 0);
}

TEST_F(PoolTest, PoolsComeAndGoWhileOthersCollect) {
  std::thread collector{[&] {
    for (int i = 0; i < 50; ++i) Points("count");
  }};
  for (int i = 0; i < 200; ++i) {
    PoolMetrics pool = Register("orders", [] { return PoolState{}; });
    pool.RecordWait(std::chrono::milliseconds{1});
  }
  collector.join();
}

}  // namespace
}  // namespace dbspan
