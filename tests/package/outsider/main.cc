// A program of somebody else's: each header compiles, links and finds its client.
#ifdef WITH_pg
#include <dbspan/pqxx>
bool IsRefused();
#endif
#ifdef WITH_redis
#include <dbspan/hiredis.h>
#include <dbspan/redis/instrumentation.h>
#endif
#ifdef WITH_mysql
#include <dbspan/mysql_driver.h>
#endif

#include <cstdio>

int main() {
  int working = 0;
#ifdef WITH_pg
  if (IsRefused()) ++working;
  if (!dbspan::options<dbspan::Postgres>().enabled) return 1;
#endif
#ifdef WITH_redis
  redisContext* context = redisConnect("127.0.0.1", 1);
  if (context != nullptr && context->err != 0) ++working;
  redisFree(context);
  if (!dbspan::options<dbspan::Redis>().enabled) return 1;
#endif
#ifdef WITH_mysql
  if (sql::mysql::get_mysql_driver_instance() != nullptr) ++working;
  if (!dbspan::options<dbspan::MySql>().enabled) return 1;
#endif
  std::printf("%d clients work\n", working);
  return working > 0 ? 0 : 1;
}
