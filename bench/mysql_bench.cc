// A point read on loopback, through dbspan. What it is compared with is a program of its own.
#include <dbspan/mysql_driver.h>

#include <memory>

#include "bench/client_bench.h"
#include "bench/mysql_session.h"
#include "dbspan/default_instrumenter.h"
#include "dbspan/mysql/instrumentation.h"

namespace dbspan::bench {

namespace {

ClientCalls::Call TracedSelect(const Options& options) {
  configure<MySql>(options);
  const auto session = std::make_shared<MySqlSession>(*sql::mysql::get_mysql_driver_instance());
  return [session] { benchmark::DoNotOptimize(session->Read()->rowsCount()); };
}

ClientCalls::Call TracedStream(const Options& options) {
  configure<MySql>(options);
  const auto session = std::make_shared<MySqlSession>(*sql::mysql::get_mysql_driver_instance());
  return [session] { session->Stream(); };
}

}  // namespace
}  // namespace dbspan::bench

int main(int argc, char** argv) {
  using namespace dbspan::bench;
  RegisterTraced({kPointReads, {}, &TracedSelect, {}});
  RegisterBigTraced(kStreams, &TracedStream);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
