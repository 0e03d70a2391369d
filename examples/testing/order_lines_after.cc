// The code after the N+1 was fixed: one statement for all lines of the order.
#include "order_lines.h"

namespace shop {

std::vector<int> StockOfOrder(dbspan::pqxx::connection& connection, int order) {
  dbspan::pqxx::read_transaction tx{connection};
  std::vector<int> stock;
  for (const auto& line : tx.exec_params(
           "SELECT pieces FROM order_lines JOIN stock USING (article) WHERE order_id = $1",
           order)) {
    stock.push_back(line[0].as<int>());
  }
  return stock;
}

}  // namespace shop
