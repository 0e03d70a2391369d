// The test of StockOfOrder (order_lines.h) with GoogleTest.
#include <dbspan/query_budget.h>
#include <dbspan/testing/gmock.h>

#include <cstdlib>

#include "order_lines.h"

namespace {

using dbspan::testing::HasNoErrors;
using dbspan::testing::HasNoRepeatedStatement;
using dbspan::testing::Recording;
using dbspan::testing::Returned;
using dbspan::testing::Runs;
using dbspan::testing::RunsAtMost;
using namespace std::chrono_literals;

class StockOfOrderTest : public ::testing::Test {
 protected:
  StockOfOrderTest() { shop::CreateOrders(connection_); }

  dbspan::pqxx::connection connection_{std::getenv("SHOP_POSTGRES")};
};

TEST_F(StockOfOrderTest, AsksOnceForAllLines) {
  const Recording recording;

  EXPECT_EQ(shop::StockOfOrder(connection_, 7).size(), 25U);

  EXPECT_THAT(recording, HasNoRepeatedStatement());
  EXPECT_THAT(recording, RunsAtMost(3));
  EXPECT_THAT(recording, HasNoErrors());
}

TEST_F(StockOfOrderTest, ReadsEachLineOnce) {
  const Recording recording;

  shop::StockOfOrder(connection_, 7);

  EXPECT_THAT(recording, Runs("SELECT order_lines stock", 1));
  EXPECT_THAT(recording, Returned(25));
}

TEST_F(StockOfOrderTest, KeepsItsBudget) {
  const Recording recording;  // while it exists, an exceeded budget fails the test
  const dbspan::QueryBudget budget{"stock of an order", 3, 10s};

  shop::StockOfOrder(connection_, 7);
}

}  // namespace
