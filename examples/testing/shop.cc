// Makes one checkout in the tested shop: with a statement per line of the order (shop_before), or
// one statement for all lines (shop_after).
//
// usage: shop_before postgresql://…
#include <dbspan/sdk/setup.h>
#include <dbspan/trace.h>

#include <cstdlib>
#include <exception>
#include <iostream>

#include "order_lines.h"

int main(int argc, char** argv) {
  if (argc != 2) return EXIT_FAILURE;
  const auto telemetry = dbspan::sdk::setup("shop");
  try {
    dbspan::pqxx::connection connection{argv[1]};
    shop::CreateOrders(connection);
    const auto stock = dbspan::trace("checkout", [&] { return shop::StockOfOrder(connection, 7); });
    std::cout << stock.size() << " articles\n";
  } catch (const std::exception& error) {
    std::cerr << "shop: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
