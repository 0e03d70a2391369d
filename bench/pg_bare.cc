// Postgres: a point read, bare and with spans written by hand.
#include <memory>
#include <pqxx/pqxx>

#include "bench/pg_session.h"

namespace dbspan::bench {
namespace {

using Session = PgSession<::pqxx::connection, ::pqxx::nontransaction>;

ClientCalls::Call BareSelect(const Target& target) {
  return [session = std::make_shared<Session>(target)] {
    return static_cast<std::size_t>(session->Read().size());
  };
}

ClientCalls::Call SelectByHand(const Target& target, const ByHand& by_hand) {
  const test::ServerUrl& server = target.server;
  return [session = std::make_shared<Session>(target), server, port = std::int64_t{server.port},
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
        [&] { return session->Read(); },
        [](opentelemetry::trace::Span& span, const ::pqxx::result& rows) {
          span.SetAttribute("db.response.returned_rows", static_cast<std::int64_t>(rows.size()));
        },
        [](const ByHand& to, const ::pqxx::result& rows, ByHand::Attributes measured,
           const ByHand::Context& context) {
          to.RecordRows(static_cast<std::uint64_t>(rows.size()), measured, context);
        });
    return static_cast<std::size_t>(result.size());
  };
}

ClientCalls Bare(const char* name, Target (*target)()) {
  return {name,
          [=] { return BareSelect(target()); },
          {},
          [=](const ByHand& by_hand) { return SelectByHand(target(), by_hand); }};
}

}  // namespace

std::vector<ClientCalls> AllCalls() { return PointReads(&Bare); }

}  // namespace dbspan::bench
