// Records every metric of dbspan, for the queries of the dashboards. Runs for ten minutes, or until
// it is terminated.
#include <dbspan/hiredis.h>
#include <dbspan/pool.h>
#include <dbspan/sdk/setup.h>
#include <dbspan/trace.h>
#include <dbspan/pqxx>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

namespace every_metric {

namespace pqxx = dbspan::pqxx;
using namespace std::chrono_literals;

void Request(pqxx::connection& connection, redisContext* redis, dbspan::PoolMetrics& pool) {
  pool.RecordWait(1ms);
  pqxx::nontransaction tx{connection};
  for (int id = 0; id < 6; ++id) {
    tx.exec("SELECT relname FROM pg_class WHERE oid = " + std::to_string(id));
  }
  tx.exec("SELECT relname FROM pg_class LIMIT 20");
  try {
    tx.exec("SELECT nothing FROM nowhere");
  } catch (const pqxx::sql_error&) {  // deliberate failure, for the metrics of errors
  }
  freeReplyObject(redisCommand(redis, "SET metric:1 x"));
  freeReplyObject(redisCommand(redis, "GET metric:1"));
  freeReplyObject(redisCommand(redis, "GET metric:2"));
}

int Run(char** argv) {
  const auto telemetry = dbspan::sdk::setup("every_metric");
  pqxx::connection connection{argv[1]};
  const std::string url{argv[2]};  // redis://host:port
  const auto colon = url.rfind(':');
  redisContext* redis =
      redisConnect(url.substr(8, colon - 8).c_str(), std::atoi(url.c_str() + colon + 1));
  dbspan::PoolMetrics pool{"main", [] {
                             dbspan::PoolState state;
                             state.used = 1;
                             state.idle = 3;
                             state.max = 4;
                             state.pending = 0;
                             return state;
                           }};
  for (int i = 0; i < 6000; ++i) {
    dbspan::trace("request", [&] { Request(connection, redis, pool); });
    std::this_thread::sleep_for(100ms);
  }
  redisFree(redis);
  return EXIT_SUCCESS;
}

}  // namespace every_metric

int main(int argc, char** argv) { return argc == 3 ? every_metric::Run(argv) : EXIT_FAILURE; }
