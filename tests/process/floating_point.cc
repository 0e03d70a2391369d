// Floating-point exceptions raise SIGFPE, and calculations round upward. The calls change neither,
// and leave the flags of the exceptions alone.
#include <fenv.h>

#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Ask;

int main() {
  const dbspan::process::Telemetry telemetry;
  PGconn* const postgres = dbspan::process::ConnectPostgres();
  MYSQL* const mysql = dbspan::process::ConnectMySql();
  redisContext* const redis = dbspan::process::ConnectRedis();
  fesetround(FE_UPWARD);
  feclearexcept(FE_ALL_EXCEPT);
  feenableexcept(FE_ALL_EXCEPT);
  for (int i = 0; i < 20; ++i) {
    dbspan::process::Say("%s %s %s", Ask(postgres, i % 2 == 0 ? "SELECT 1" : "SELECT 1/0").c_str(),
                         Ask(mysql, i % 2 == 0 ? "SELECT 2" : "SELEC 2").c_str(),
                         Ask(redis, i % 2 == 0 ? "ECHO 3" : "ECH 3").c_str());
    dbspan::process::Say("rounds %d, raised %d", fegetround() == FE_UPWARD ? 1 : 0,
                         fetestexcept(FE_ALL_EXCEPT));
  }
}
