// A point read on loopback: bare, and with spans written by hand.
#include <memory>
#include <pqxx/pqxx>

#include "bench/client_bench.h"
#include "bench/pg_session.h"
#include "tests/support/servers.h"

namespace dbspan::bench {
namespace {

using Session = PgSession<::pqxx::connection, ::pqxx::nontransaction>;

ClientCalls::Call BareSelect() {
  return [session = std::make_shared<Session>()] {
    benchmark::DoNotOptimize(session->transaction.exec(kPointRead).size());
  };
}

ClientCalls::Call SelectByHand(const ByHand& by_hand) {
  const test::ServerUrl server = test::PostgresServer();
  return [session = std::make_shared<Session>(), server, port = std::int64_t{server.port},
          &by_hand] {
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
        [&] { return session->transaction.exec(kPointRead); },
        [](opentelemetry::trace::Span& span, const ::pqxx::result& rows) {
          span.SetAttribute("db.response.returned_rows", static_cast<std::int64_t>(rows.size()));
        },
        [](const ByHand& to, const ::pqxx::result& rows, ByHand::Attributes measured,
           const ByHand::Context& context) {
          to.rows().Record(static_cast<std::uint64_t>(rows.size()), measured, context);
        });
    benchmark::DoNotOptimize(result.size());
  };
}

}  // namespace
}  // namespace dbspan::bench

int main(int argc, char** argv) {
  using namespace dbspan::bench;
  RegisterBare({kPointReads, &BareSelect, {}, &SelectByHand});
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
