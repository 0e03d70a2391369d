#pragma once

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <string>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/pg/instrumentation.h"
#include "tests/support/matchers.h"
#include "tests/support/servers.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {

struct PqFree {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, PqFree>;
using Result = std::unique_ptr<PGresult, PqFree>;

/// Provides a connection of libpq, traced by dbspan's symbol form, and its telemetry.
class LibpqFixture : public ::testing::Test {
 protected:
  LibpqFixture() {
    Configure([](Options&) {});
    connection_ = Connect();
  }
  ~LibpqFixture() override { dbspan::configure<Postgres>(Options{}); }

  void Configure(const std::function<void(Options&)>& change) {
    Options options = telemetry_.options();
    change(options);
    dbspan::configure<Postgres>(options);
  }
  Connection Connect() const {
    Connection connection{PQconnectdb(server_.text.c_str())};
    EXPECT_EQ(PQstatus(connection.get()), CONNECTION_OK) << PQerrorMessage(connection.get());
    return connection;
  }
  /// Connects again, with the options of the latest `Configure`.
  void Reconnect() { connection_ = Connect(); }
  PGconn* connection() const { return connection_.get(); }
  Result Exec(const char* sql) const { return Result{PQexec(connection(), sql)}; }
  Result Next() const { return Result{PQgetResult(connection())}; }
  /// Reads all remaining results.
  void Drain() const {
    while (Next() != nullptr) {
    }
  }
  /// Makes the server end the connection, and waits until its backend process has ended.
  void KillBackend() const {
    const SuppressInstrumentation quiet;
    const Connection killer = Connect();
    const std::string sql =
        "SELECT pg_terminate_backend(" + std::to_string(PQbackendPID(connection())) + ", 120000)";
    const Result killed{PQexec(killer.get(), sql.c_str())};
    EXPECT_EQ(PQresultStatus(killed.get()), PGRES_TUPLES_OK);
  }

  Attributes With(Attributes own) const {
    own["db.system.name"] = Text("postgresql");
    own["db.namespace"] = Text(server_.database);
    own["server.address"] = Text(server_.host);
    own["server.port"] = Number(server_.port);
    return own;
  }

  ServerUrl server_ = PostgresServer();
  Telemetry telemetry_;
  Connection connection_;
};

}  // namespace dbspan::test
