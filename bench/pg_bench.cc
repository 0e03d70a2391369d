// A point read on loopback: bare, through dbspan, and with spans written by hand.
#include <dbspan/pqxx>

#include <memory>
#include <string>

#include "bench/client_bench.h"
#include "dbspan/default_instrumenter.h"
#include "tests/support/servers.h"

namespace dbspan::bench {
namespace {

constexpr const char* kSql = "SELECT relname, relkind FROM pg_class WHERE oid = 1259";

/// A connection with a transaction on it.
template <class Connection, class Transaction>
struct Session {
  Connection connection{test::PostgresServer().text};
  Transaction transaction{connection};
};
using Bare = Session<::pqxx::connection, ::pqxx::nontransaction>;
using Traced = Session<dbspan::pqxx::connection, dbspan::pqxx::nontransaction>;

ClientCalls::Call BareSelect() {
  return [session = std::make_shared<Bare>()] {
    benchmark::DoNotOptimize(session->transaction.exec(kSql).size());
  };
}

ClientCalls::Call TracedSelect(const Options& options) {
  configure<Postgres>(options);
  return [session = std::make_shared<Traced>()] {
    benchmark::DoNotOptimize(session->transaction.exec(kSql).size());
  };
}

ClientCalls::Call SelectByHand(const ByHand& by_hand) {
  const test::ServerUrl server = test::PostgresServer();
  return [session = std::make_shared<Bare>(), server, port = std::int64_t{server.port}, &by_hand] {
    const auto result = by_hand.Run(
        "SELECT pg_class",
        {{"db.system.name", "postgresql"},
         {"db.namespace", server.database},
         {"server.address", server.host},
         {"server.port", port},
         {"db.query.summary", "SELECT pg_class"},
         {"db.query.text", "SELECT relname, relkind FROM pg_class WHERE oid = ?"}},
        {{"db.system.name", "postgresql"},
         {"db.namespace", server.database},
         {"server.address", server.host},
         {"server.port", port},
         {"db.query.summary", "SELECT pg_class"}},
        [&] { return session->transaction.exec(kSql); },
        [](opentelemetry::trace::Span& span, const ::pqxx::result& rows) {
          span.SetAttribute("db.response.returned_rows", static_cast<std::int64_t>(rows.size()));
        });
    benchmark::DoNotOptimize(result.size());
  };
}

}  // namespace
}  // namespace dbspan::bench

int main(int argc, char** argv) {
  using namespace dbspan::bench;
  const KeepAwake awake;
  Register({"postgres/SELECT", &BareSelect, &TracedSelect, &SelectByHand});
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
