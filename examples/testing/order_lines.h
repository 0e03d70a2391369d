#pragma once

#include <dbspan/pqxx>

#include <string>
#include <vector>

/// The tested part of a shop: it finds the stock of the articles in an order.
namespace shop {

/// Makes temporary tables with a few orders.
inline void CreateOrders(dbspan::pqxx::connection& connection) {
  dbspan::pqxx::nontransaction tx{connection};
  tx.exec("CREATE TEMPORARY TABLE IF NOT EXISTS order_lines (order_id INT, article TEXT)");
  tx.exec("CREATE TEMPORARY TABLE IF NOT EXISTS stock (article TEXT PRIMARY KEY, pieces INT)");
  tx.exec(
      "INSERT INTO stock SELECT 'article-' || i, i FROM generate_series(1, 25) AS i"
      " ON CONFLICT DO NOTHING");
  tx.exec("INSERT INTO order_lines SELECT 7, article FROM stock");
}

/// Returns the stock of every article of an order.
std::vector<int> StockOfOrder(dbspan::pqxx::connection& connection, int order);

}  // namespace shop
