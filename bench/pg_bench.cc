// A point read on loopback, through dbspan. What it is compared with is a program of its own.
#include <dbspan/pqxx>

#include <memory>

#include "bench/client_bench.h"
#include "bench/pg_session.h"
#include "dbspan/default_instrumenter.h"

namespace dbspan::bench {
namespace {

using Session = PgSession<dbspan::pqxx::connection, dbspan::pqxx::nontransaction>;

ClientCalls::Call TracedSelect(const Options& options) {
  configure<Postgres>(options);
  return [session = std::make_shared<Session>()] {
    benchmark::DoNotOptimize(session->transaction.exec(kPointRead).size());
  };
}

}  // namespace
}  // namespace dbspan::bench

int main(int argc, char** argv) {
  using namespace dbspan::bench;
  RegisterTraced({kPointReads, {}, &TracedSelect, {}});
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
