// An error of `dlopen` is pending while clients are called, also for the first time.
#include "tests/process/dlerror_case.h"
#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

int main() {
  using dbspan::process::Ask;
  using dbspan::process::SayDlerrorAfter;
  const dbspan::process::Telemetry telemetry;
  redisContext* redis = nullptr;
  SayDlerrorAfter("connect to Redis", [&] {
    if (redis == nullptr) redis = dbspan::process::ConnectRedis();
  });
  SayDlerrorAfter("Redis", [&] { Ask(redis, "PING"); });
  PGconn* postgres = nullptr;
  SayDlerrorAfter("connect to Postgres", [&] {
    if (postgres == nullptr) postgres = dbspan::process::ConnectPostgres();
  });
  SayDlerrorAfter("Postgres", [&] { Ask(postgres, "SELECT 1"); });
  MYSQL* mysql = nullptr;
  SayDlerrorAfter("MySQL", [&] {
    if (mysql == nullptr) mysql = mysql_init(nullptr);
  });
  mysql_close(mysql);
  mysql = dbspan::process::ConnectMySql();
  SayDlerrorAfter("MySQL", [&] { Ask(mysql, "SELECT 1"); });
  mysql_close(mysql);
  redisFree(redis);
  PQfinish(postgres);
}
