#include "tests/pg/pqxx/everywhere/store.h"

#include <pqxx/pqxx>

using namespace pqxx;

std::unique_ptr<connection> Pool::Take() {
  const std::lock_guard lock{mutex_};
  if (idle_.empty()) return std::make_unique<connection>(url_);
  auto taken = std::move(idle_.front());
  idle_.pop_front();
  return taken;
}

void Pool::Give(std::unique_ptr<connection> given) {
  const std::lock_guard lock{mutex_};
  idle_.push_back(std::move(given));
}

std::size_t Pool::CountIdle() {
  const std::lock_guard lock{mutex_};
  return idle_.size();
}

Store::Store(pqxx::connection& connection) : connection_(connection) {
  connection.prepare("add_item", "INSERT INTO items VALUES ($1, $2)");
}

result Items(transaction_base& transaction, int above) {
  return transaction.exec_params("SELECT id, name FROM items WHERE id > $1 ORDER BY id", above);
}
