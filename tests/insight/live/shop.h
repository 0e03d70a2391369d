#pragma once

#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <dbspan/hiredis.h>
#include <dbspan/mysql_driver.h>
#include <dbspan/pqxx>

#include <cstdarg>
#include <memory>
#include <string>

#include "tests/support/servers.h"

namespace dbspan::test {

/// Provides connections to all three servers, each with a few rows, to small test programs.
class Shop {
 public:
  Shop();
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;
  ~Shop();

  /// Runs a statement in Postgres, outside of transactions.
  dbspan::pqxx::result Sql(const std::string& sql) {
    dbspan::pqxx::nontransaction tx{*postgres_};
    return tx.exec(sql);
  }
  /// Runs a statement like `Sql`, but ignores its failure.
  void Try(const std::string& sql);
  /// Runs a statement in MySQL or MariaDB; returns its number of rows.
  int MySql(const std::string& sql);
  [[gnu::format(printf, 2, 3)]] void Redis(const char* format, ...);
  /// Streams the customers from MySQL or MariaDB and stops after `most` rows.
  void StreamCustomers(int most);
  /// Opens connections to Postgres, one after the other, and runs different statements on each.
  static void ConnectAndAsk(int connections, int statements);

  dbspan::pqxx::connection& postgres() { return *postgres_; }
  sql::Connection& mysql() { return *mysql_; }
  redisContext* redis() { return redis_; }

 private:
  std::unique_ptr<dbspan::pqxx::connection> postgres_;
  std::unique_ptr<sql::Connection> mysql_;
  redisContext* redis_ = nullptr;
};

}  // namespace dbspan::test
