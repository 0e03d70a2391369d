// Threads whose first calls are to different clients, at the same time.
#include <atomic>
#include <string>
#include <thread>

#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Ask;
using dbspan::process::Say;

namespace {

std::atomic<int> not_ready{3};

void Meet() {
  not_ready.fetch_sub(1);
  while (not_ready.load() != 0) {
  }
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  std::string answers[3];
  std::thread postgres{[&] {
    Meet();
    PGconn* const connection = dbspan::process::ConnectPostgres();
    answers[0] = Ask(connection, "SELECT 11");
    PQfinish(connection);
  }};
  std::thread redis{[&] {
    Meet();
    redisContext* const context = dbspan::process::ConnectRedis();
    answers[1] = Ask(context, "ECHO 12");
    redisFree(context);
  }};
  std::thread mysql{[&] {
    Meet();
    MYSQL* const connection = dbspan::process::ConnectMySql();
    answers[2] = Ask(connection, "SELECT 13");
    mysql_close(connection);
  }};
  postgres.join();
  redis.join();
  mysql.join();
  for (const std::string& answer : answers) Say("%s", answer.c_str());
}
