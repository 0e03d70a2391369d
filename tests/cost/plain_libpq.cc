// Calls of plain libpq; this source does not use dbspan. off.sh counts their cost.
#include <libpq-fe.h>

#include <memory>

#include "bench/stub_server.h"
#include "tests/cost/path.h"

namespace dbspan::cost {
namespace {

constexpr const char* kPointRead = "SELECT relname, relkind FROM pg_class WHERE oid = 1259";

struct Session {
  explicit Session(bench::Target to)
      : target(std::move(to)), connection(PQconnectdb(target.server.text.c_str())) {
    target.Connected();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { PQfinish(connection); }

  bench::Target target;
  PGconn* connection;
};

/// Makes a path from `call`, which makes one round trip.
template <class Call>
Path PathOf(const char* name, bench::Target (*target)(), Call call) {
  return {name, [=](const auto& count) {
            const Session session{target()};
            count([&](int times) {
              for (int i = 0; i < times; ++i) {
                session.target.BeforeCall();
                call(session.connection);
                session.target.AfterCall();
              }
            });
          }};
}

void ReadResults(PGconn* connection) {
  while (PGresult* result = PQgetResult(connection)) PQclear(result);
}

}  // namespace

std::vector<Path> Paths() {
  return {
      PathOf("PQexec", &bench::StubbedPostgres,
             [](PGconn* connection) { PQclear(PQexec(connection, kPointRead)); }),
      PathOf("PQexecParams", &bench::StubbedPostgresPrepared,
             [](PGconn* connection) {
               const char* const values[] = {"1259"};
               PQclear(
                   PQexecParams(connection, kPointRead, 1, nullptr, values, nullptr, nullptr, 0));
             }),
      PathOf("PQexecPrepared", &bench::StubbedPostgresPrepared,
             [](PGconn* connection) {
               const char* const values[] = {"1259"};
               PQclear(PQexecPrepared(connection, "read", 1, values, nullptr, nullptr, 0));
             }),
      PathOf("PQsendQuery", &bench::StubbedPostgres,
             [](PGconn* connection) {
               PQsendQuery(connection, kPointRead);
               ReadResults(connection);
             }),
      PathOf("PQsendQueryParams", &bench::StubbedPostgresPrepared,
             [](PGconn* connection) {
               const char* const values[] = {"1259"};
               PQsendQueryParams(connection, kPointRead, 1, nullptr, values, nullptr, nullptr, 0);
               PQsetSingleRowMode(connection);
               ReadResults(connection);
             }),
  };
}

}  // namespace dbspan::cost
