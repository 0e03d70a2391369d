#pragma once

#include <cppconn/connection.h>

#include <memory>
#include <string>
#include <vector>

#include "clients.h"

namespace shop {

struct Addresses {
  std::string postgres;  ///< postgresql://user@host:port/database
  std::string redis;     ///< redis://host:port
  std::string mysql;     ///< mysql://user:password@host:port/schema
};

/// An order service: customers and orders in Postgres, stock in MySQL, names cached in Redis.
class Shop {
 public:
  explicit Shop(const Addresses& addresses);

  void Load(int customers, int orders);  ///< Fills the tables with the same data every time.
  std::string CustomerName(int id);      ///< Looks in Redis first, then in Postgres.
  std::vector<std::string> CustomerNames(const std::vector<int>& ids);  ///< One MGET.
  void WarmCache(const std::vector<int>& ids);                          ///< One pipeline.
  int PlaceOrder(int customer, const std::string& article, int quantity);
  int Mistakes();  ///< Runs one failing statement per client; returns the number of failures.

 private:
  using Redis = std::unique_ptr<redisContext, void (*)(redisContext*)>;
  using Reply = std::unique_ptr<redisReply, void (*)(void*)>;

  template <class... Args>
  Reply Ask(const char* format, Args... args);
  std::string NameFromDatabase(int id);

  pqxx::connection postgres_;
  Redis redis_;
  std::unique_ptr<sql::Connection> mysql_;
};

}  // namespace shop
