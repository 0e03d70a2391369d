// Calls of MySQL's plain C API; this source does not use dbspan. off.sh counts their cost.
#include <mysql.h>

#include <string_view>

#include "bench/stub_server.h"
#include "tests/cost/path.h"

namespace dbspan::cost {
namespace {

constexpr std::string_view kPointRead = "SELECT name FROM bench WHERE id = 7";

struct Session {
  explicit Session(bench::Target to) : target(std::move(to)), connection(mysql_init(nullptr)) {
    const auto& server = target.server;
    mysql_real_connect(connection, server.host.c_str(), server.user.c_str(),
                       server.password.c_str(), server.database.c_str(),
                       static_cast<unsigned>(server.port), nullptr, 0);
    statement = mysql_stmt_init(connection);
    mysql_stmt_prepare(statement, kPointRead.data(), kPointRead.size());
    target.Connected();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    mysql_stmt_close(statement);
    mysql_close(connection);
  }

  bench::Target target;
  MYSQL* connection;
  MYSQL_STMT* statement = nullptr;
};

/// Makes a path from `call`, which makes one round trip.
template <class Call>
Path PathOf(const char* name, bench::Target (*target)(), Call call) {
  return {name, [=](const auto& count) {
            const Session session{target()};
            count([&](int times) {
              for (int i = 0; i < times; ++i) {
                session.target.BeforeCall();
                call(session);
                session.target.AfterCall();
              }
            });
          }};
}

void ReadRows(MYSQL_RES* result) {
  while (mysql_fetch_row(result) != nullptr) {
  }
  mysql_free_result(result);
}

void StoreRows(const Session& session) {
  mysql_query(session.connection, kPointRead.data());
  ReadRows(mysql_store_result(session.connection));
}

void UseRows(const Session& session) {
  mysql_real_query(session.connection, kPointRead.data(), kPointRead.size());
  ReadRows(mysql_use_result(session.connection));
}

void Execute(const Session& session) {
  char name[16];
  unsigned long length = 0;
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_STRING;
  bind.buffer = name;
  bind.buffer_length = sizeof name;
  bind.length = &length;
  mysql_stmt_execute(session.statement);
  mysql_stmt_bind_result(session.statement, &bind);
  mysql_stmt_store_result(session.statement);
  while (mysql_stmt_fetch(session.statement) == 0) {
  }
  mysql_stmt_free_result(session.statement);
}

}  // namespace

std::vector<Path> Paths() {
  return {
      PathOf("mysql_store_result", &bench::StubbedMySql, &StoreRows),
      PathOf("mysql_store_result_100", &bench::StubbedMySqlRows, &StoreRows),
      PathOf("mysql_use_result", &bench::StubbedMySql, &UseRows),
      PathOf("mysql_use_result_100", &bench::StubbedMySqlRows, &UseRows),
      PathOf("mysql_stmt_execute", &bench::StubbedMySqlPrepared, &Execute),
  };
}

}  // namespace dbspan::cost
