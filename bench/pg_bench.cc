// Postgres: a point read through dbspan. pg_bare.cc has the calls to compare with; it is a separate
// program.
#include <dbspan/pqxx>

#include "bench/pg_session.h"
#include "dbspan/detail/default_instrumenter.h"

namespace dbspan::bench {
namespace {

using Session = PgSession<dbspan::pqxx::connection, dbspan::pqxx::nontransaction>;

ClientCalls Traced(const char* name, Target (*target)()) {
  return {name,
          {},
          [=](const Options& options) -> ClientCalls::Connect {
            configure<Postgres>(options);
            return [=]() -> ClientCalls::Call {
              return [session = std::make_shared<Session>(target())] {
                return static_cast<std::size_t>(session->Read().size());
              };
            };
          },
          {}};
}

}  // namespace

std::vector<ClientCalls> AllCalls() { return PointReads(&Traced); }

}  // namespace dbspan::bench
