// A typical header of a program: it uses libpqxx's names at file scope and does not mention dbspan.
#pragma once

#include <pqxx/connection>
#include <pqxx/result>
#include <pqxx/transaction>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

/// A pool of connections.
class Pool {
 public:
  explicit Pool(std::string url) : url_(std::move(url)) {}
  std::unique_ptr<pqxx::connection> Take();
  void Give(std::unique_ptr<pqxx::connection> connection);
  std::size_t CountIdle();

 private:
  std::string url_;
  std::mutex mutex_;
  std::deque<std::unique_ptr<pqxx::connection>> idle_;
};

/// Prepares its statements in the constructor; other code executes them.
class Store {
 public:
  explicit Store(pqxx::connection& connection);
  std::unique_ptr<pqxx::work> Begin() const { return std::make_unique<pqxx::work>(connection_); }

 private:
  pqxx::connection& connection_;
};

/// Returns the items with ids above `above`. Defined in store.cc; accepts any kind of transaction.
pqxx::result Items(pqxx::transaction_base& transaction, int above);

template <class Transaction>
int Count(Transaction& transaction) {
  return transaction.exec("SELECT count(*) FROM items")[0][0].template as<int>();
}
