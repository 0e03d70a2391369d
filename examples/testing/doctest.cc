// The test of StockOfOrder (order_lines.h) with doctest.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <dbspan/testing/recording.h>
#include <doctest/doctest.h>

#include <cstdlib>

#include "order_lines.h"

TEST_CASE("StockOfOrder asks once for all lines") {
  dbspan::pqxx::connection connection{std::getenv("SHOP_POSTGRES")};
  shop::CreateOrders(connection);
  const dbspan::testing::Recording recording;

  CHECK(shop::StockOfOrder(connection, 7).size() == 25);

  const std::string tree = recording.tree();
  INFO(tree);
  CHECK(dbspan::testing::findings(recording) == "");
  CHECK(recording.count() <= 3);
}
