#pragma once

#include <memory>

#include "bench/client_calls.h"
#include "bench/stub_server.h"
#include "tests/support/servers.h"

namespace dbspan::bench {

inline constexpr const char* kPointRead = "SELECT relname, relkind FROM pg_class WHERE oid = 1259";

/// A connection with an open transaction.
template <class Connection, class Transaction>
struct PgSession {
  explicit PgSession(Target to) : target(std::move(to)) { target.Connected(); }

  auto Read() {
    target.BeforeCall();
    auto result = transaction.exec(kPointRead);
    target.AfterCall();
    return result;
  }

  Target target;
  Connection connection{target.server.text};
  Transaction transaction{connection};
};

inline Target LivePostgres() { return {test::PostgresServer(), nullptr}; }

/// Returns the same reads with a stub and with a server; `make(name, target)` creates them.
template <class Make>
std::vector<ClientCalls> PointReads(const Make& make) {
  return {make("postgres/SELECT without a server", &StubbedPostgres),
          make("postgres/SELECT", &LivePostgres)};
}

}  // namespace dbspan::bench
