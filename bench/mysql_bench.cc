// A point read on loopback: bare, through dbspan, and with spans written by hand.
#include <dbspan/mysql_driver.h>

#include <memory>

#include "bench/mysql_calls.h"
#include "bench/mysql_session.h"
#include "dbspan/default_instrumenter.h"
#include "dbspan/mysql/instrumentation.h"

namespace dbspan::bench {

ClientCalls::Call TracedMySqlSelect(const Options& options) {
  configure<MySql>(options);
  const auto session = std::make_shared<MySqlSession>(*sql::mysql::get_mysql_driver_instance());
  return [session] { benchmark::DoNotOptimize(session->Read()->rowsCount()); };
}

ClientCalls::Call TracedMySqlStream(const Options& options) {
  configure<MySql>(options);
  const auto session = std::make_shared<MySqlSession>(*sql::mysql::get_mysql_driver_instance());
  return [session] { session->Stream(); };
}

}  // namespace dbspan::bench

int main(int argc, char** argv) {
  using namespace dbspan::bench;
  const KeepAwake awake;
  Register({"mysql/SELECT", &BareMySqlSelect, &TracedMySqlSelect, &MySqlSelectByHand});
  RegisterPair("mysql/stream of 10000000 rows", &BareMySqlStream, &TracedMySqlStream);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
