// A header as programs have it: libpqxx's names at file scope, and not a word of dbspan.
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

/// Connections that are lent one by one.
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

/// Prepares its statements when it is made; others execute them.
class Store {
 public:
  explicit Store(pqxx::connection& connection);
  std::unique_ptr<pqxx::work> Begin() const { return std::make_unique<pqxx::work>(connection_); }

 private:
  pqxx::connection& connection_;
};

/// In another file, for any kind of transaction.
pqxx::result Items(pqxx::transaction_base& transaction, int above);

template <class Transaction>
int Count(Transaction& transaction) {
  return transaction.exec("SELECT count(*) FROM items")[0][0].template as<int>();
}
