// The code before the N+1 was fixed: one statement for every line of the order.
#include "order_lines.h"

namespace shop {

std::vector<int> StockOfOrder(dbspan::pqxx::connection& connection, int order) {
  dbspan::pqxx::read_transaction tx{connection};
  std::vector<int> stock;
  for (const auto& line :
       tx.exec_params("SELECT article FROM order_lines WHERE order_id = $1", order)) {
    const auto pieces =
        tx.exec_params("SELECT pieces FROM stock WHERE article = $1", line[0].as<std::string>());
    stock.push_back(pieces[0][0].as<int>());
  }
  return stock;
}

}  // namespace shop
