// The test of StockOfOrder (order_lines.h) with Catch2.
#define CATCH_CONFIG_MAIN
#include <dbspan/testing/recording.h>

#if __has_include(<catch2/catch_test_macros.hpp>)  // from version 3 on
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif
#include <cstdlib>

#include "order_lines.h"

TEST_CASE("StockOfOrder asks once for all lines") {
  dbspan::pqxx::connection connection{std::getenv("SHOP_POSTGRES")};
  shop::CreateOrders(connection);
  const dbspan::testing::Recording recording;

  CHECK(shop::StockOfOrder(connection, 7).size() == 25);

  INFO(recording.tree());
  CHECK(dbspan::testing::findings(recording) == "");
  CHECK(recording.count() <= 3);
}
