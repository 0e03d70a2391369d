#include "tests/insight/live/shop.h"

#include <stdexcept>

#include "tests/insight/live/programs.h"

namespace dbspan::test {

Shop::Shop() : postgres_(std::make_unique<dbspan::pqxx::connection>(PostgresServer().text)) {
  Sql("CREATE TEMPORARY TABLE stock (id INT PRIMARY KEY, item TEXT)");
  Sql("INSERT INTO stock SELECT i, 'item ' || i FROM generate_series(1, 100) AS i");
  const ServerUrl mysql = MySqlServer();
  mysql_.reset(sql::mysql::get_driver_instance()->connect(
      "tcp://" + mysql.host + ":" + std::to_string(mysql.port), mysql.user, mysql.password));
  mysql_->setSchema(mysql.database);
  MySql("CREATE TEMPORARY TABLE customers (id INT PRIMARY KEY, name VARCHAR(20))");
  MySql("INSERT INTO customers VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')");
  const ServerUrl redis = RedisServer();
  redis_ = redisConnect(redis.host.c_str(), redis.port);
  if (redis_ == nullptr || redis_->err != 0) throw std::runtime_error{"no Redis"};
  Redis("SELECT 9");
  Redis("FLUSHDB");
  for (int i = 0; i < 20; ++i) Redis("SET cart:%d tea", i);
}

Shop::~Shop() {
  Redis("FLUSHDB");
  redisFree(redis_);
}

void Shop::Try(const std::string& sql) {
  try {
    Sql(sql);
  } catch (const dbspan::pqxx::sql_error&) {  // Try ignores failures
  }
}

int Shop::MySql(const std::string& sql) {
  const std::unique_ptr<sql::Statement> statement{mysql_->createStatement()};
  if (!statement->execute(sql)) return 0;
  const std::unique_ptr<sql::ResultSet> rows{statement->getResultSet()};
  int count = 0;
  while (rows->next()) ++count;
  return count;
}

void Shop::Redis(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  freeReplyObject(redisvCommand(redis_, format, arguments));
  va_end(arguments);
}

void Shop::StreamCustomers(int most) {
  const std::unique_ptr<sql::Statement> statement{mysql_->createStatement()};
  statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
  const std::unique_ptr<sql::ResultSet> rows{statement->executeQuery("SELECT name FROM customers")};
  for (int i = 0; i < most && rows->next(); ++i) {
  }
}

void Shop::ConnectAndAsk(int connections, int statements) {
  for (int i = 0; i < connections; ++i) {
    dbspan::pqxx::connection connection{PostgresServer().text};
    dbspan::pqxx::nontransaction tx{connection};
    for (int j = 0; j < statements; ++j) {
      tx.exec("SELECT 1 AS " + Letters(i * statements + j));
    }
  }
}

}  // namespace dbspan::test
