#include "shop.h"

#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>

#include <algorithm>
#include <random>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace shop {
namespace {

constexpr int kRowsPerInsert = 1000;

redisContext* ConnectRedis(const std::string& url) {
  std::smatch part;
  if (!std::regex_match(url, part, std::regex{R"(redis://([^:/]+)(?::(\d+))?.*)"})) {
    throw std::invalid_argument{"not a Redis URL (redis://host:port): " + url};
  }
  redisContext* context =
      redisConnect(part[1].str().c_str(), part[2].matched ? std::stoi(part[2]) : 6379);
  if (context == nullptr || context->err != 0) throw std::runtime_error{"no Redis at " + url};
  return context;
}

sql::Connection* ConnectMySql(const std::string& url) {
  std::smatch part;
  if (!std::regex_match(url, part, std::regex{R"(mysql://([^:@]+)(?::([^@]*))?@([^/]+)/(\w+))"})) {
    throw std::invalid_argument{"not a MySQL URL (mysql://user:password@host:port/schema)"};
  }
  sql::Driver* driver = sql::mysql::get_mysql_driver_instance();
  return driver->connect("tcp://" + part[3].str() + "/" + part[4].str(), part[1].str(),
                         part[2].str());
}

}  // namespace

Shop::Shop(const Addresses& addresses)
    : postgres_(addresses.postgres),
      redis_(ConnectRedis(addresses.redis), [](redisContext* context) { redisFree(context); }),
      mysql_(ConnectMySql(addresses.mysql)) {}

template <class... Args>
Shop::Reply Shop::Ask(const char* format, Args... args) {
  return {static_cast<redisReply*>(redisCommand(redis_.get(), format, args...)), &freeReplyObject};
}

void Shop::Load(int customers, int orders) {
  std::mt19937 random{42};
  pqxx::work transaction{postgres_};
  transaction.exec("DROP TABLE IF EXISTS orders, customers");
  transaction.exec("CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL)");
  transaction.exec(
      "CREATE TABLE orders (id serial PRIMARY KEY, customer int, article text, quantity int)");
  const auto insert = [&](const std::string& into, int rows, auto&& row) {
    for (int begin = 0; begin < rows; begin += kRowsPerInsert) {
      std::ostringstream sql;
      sql << "INSERT INTO " << into << " VALUES ";
      for (int i = begin; i < std::min(rows, begin + kRowsPerInsert); ++i) {
        sql << (i == begin ? "(" : ", (") << row(i) << ')';
      }
      transaction.exec(sql.str());
    }
  };
  insert("customers (id, name)", customers,
         [](int i) { return std::to_string(i) + ", 'Customer " + std::to_string(i) + "'"; });
  insert("orders (customer, article, quantity)", orders, [&](int) {
    return std::to_string(random() % customers) + ", 'article-" + std::to_string(random() % 100) +
           "', " + std::to_string(1 + random() % 9);
  });
  transaction.commit();
  const std::unique_ptr<sql::Statement> statement{mysql_->createStatement()};
  statement->execute("DROP TABLE IF EXISTS stock");
  statement->execute("CREATE TABLE stock (article VARCHAR(32) PRIMARY KEY, quantity INT NOT NULL)");
  std::string articles;
  for (int i = 0; i < 100; ++i)
    articles += (i == 0 ? "('article-" : ", ('article-") + std::to_string(i) + "', 1000)";
  statement->executeUpdate("INSERT INTO stock VALUES " + articles);
  Ask("FLUSHDB");
}

std::string Shop::NameFromDatabase(int id) {
  pqxx::read_transaction transaction{postgres_};
  const auto result = transaction.exec_params("SELECT name FROM customers WHERE id = $1", id);
  return result.empty() ? "" : result[0][0].as<std::string>();
}

std::string Shop::CustomerName(int id) {
  const Reply cached = Ask("GET customer:%d", id);
  if (cached && cached->type == REDIS_REPLY_STRING) return {cached->str, cached->len};
  std::string name = NameFromDatabase(id);
  Ask("SETEX customer:%d 60 %s", id, name.c_str());
  return name;
}

std::vector<std::string> Shop::CustomerNames(const std::vector<int>& ids) {
  std::vector<std::string> words{"MGET"};
  words.reserve(1 + ids.size());
  for (const int id : ids) words.push_back("customer:" + std::to_string(id));
  std::vector<const char*> arguments;
  arguments.reserve(words.size());
  for (const std::string& word : words) arguments.push_back(word.c_str());
  const Reply reply{
      static_cast<redisReply*>(redisCommandArgv(redis_.get(), static_cast<int>(arguments.size()),
                                                arguments.data(), nullptr)),
      &freeReplyObject};
  std::vector<std::string> names;
  for (std::size_t i = 0; reply && i < reply->elements; ++i) {
    const redisReply* name = reply->element[i];
    names.push_back(name->type == REDIS_REPLY_STRING ? name->str : NameFromDatabase(ids[i]));
  }
  return names;
}

void Shop::WarmCache(const std::vector<int>& ids) {
  for (const int id : ids) {
    redisAppendCommand(redis_.get(), "SET customer:%d %s", id,
                       ("Customer " + std::to_string(id)).c_str());
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    void* reply = nullptr;
    if (redisGetReply(redis_.get(), &reply) == REDIS_OK) freeReplyObject(reply);
  }
}

int Shop::PlaceOrder(int customer, const std::string& article, int quantity) {
  const std::unique_ptr<sql::PreparedStatement> take{mysql_->prepareStatement(
      "UPDATE stock SET quantity = quantity - ? WHERE article = ? AND quantity >= ?")};
  take->setInt(1, quantity);
  take->setString(2, article);
  take->setInt(3, quantity);
  if (take->executeUpdate() == 0) throw std::runtime_error{"not enough " + article};
  postgres_.prepare(
      "add order",
      "INSERT INTO orders (customer, article, quantity) VALUES ($1, $2, $3) RETURNING id");
  pqxx::work transaction{postgres_};
  const auto added = transaction.exec_prepared("add order", customer, article, quantity);
  transaction.exec_params("UPDATE customers SET name = name WHERE id = $1", customer);
  transaction.commit();
  return added[0][0].as<int>();
}

int Shop::Mistakes() {
  int failed = 0;
  try {
    pqxx::work transaction{postgres_};
    transaction.exec("SELECT nothing FROM nowhere WHERE secret = 'hunter2'");
  } catch (const std::exception&) {
    ++failed;
  }
  try {
    const std::unique_ptr<sql::Statement> statement{mysql_->createStatement()};
    statement->execute("INSERT INTO stock VALUES ('article-1', 5)");
  } catch (const sql::SQLException&) {
    ++failed;
  }
  Ask("SET customer:list text");
  const Reply reply = Ask("LPUSH customer:list %s", "more");
  if (reply && reply->type == REDIS_REPLY_ERROR) ++failed;
  return failed;
}

}  // namespace shop
