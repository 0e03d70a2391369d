// Wrappers of the functions that connect and finish: they create and destroy the state of a
// connection.
#include <chrono>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "dbspan/detail/named_operation.h"
#include "dbspan/pg/instrumentation.h"
#include "pg/libpq/notices.h"
#include "pg/libpq/outcome.h"
#include "pg/libpq/real.h"
#include "pg/libpq/state.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Records a finished attempt to connect, if `Options::connect_spans` is set.
void RecordConnect(ConnectionState& state, const PGconn& connection,
                   std::chrono::steady_clock::time_point since) noexcept {
  const Instrumenter& instrumenter = state.instrumenter();
  if (!instrumenter.options().connect_spans) return;
  detail::OperationSpan operation = instrumenter.Start(
      [&] { return detail::NamedOperation(state.EndpointOf(connection), "CONNECT", since); });
  operation.EndWith([&] {
    return real::PQstatus(&connection) == CONNECTION_OK ? Outcome{} : OutcomeOfRefusal(connection);
  });
}

/// Ends the open requests of a connection before it is closed: what was read of them is known only
/// until then.
/// Returns false if `exit` has taken the state of the connection.
bool EndRequests(const PGconn* connection) noexcept {
  if (connection == nullptr || !ConnectionState::AnyOpen()) return true;
  const ErrnoGuard errno_guard;
  ConnectionState* state = Connections().Find(connection);
  if (state == nullptr) return true;
  if (!state->Enter()) return false;
  state->Abandon(*connection);
  return true;
}

/// Returns the state of a connection that is being connected; null if it is not to be followed.
ConnectionState* EnteredStateOf(const PGconn* connection) noexcept {
  ConnectionState* state = StateOf(connection);
  return state != nullptr && state->Enter() ? state : nullptr;
}

template <class Connect>
PGconn* Connected(Connect&& connect) {
  const auto since = std::chrono::steady_clock::now();
  PGconn* connection = connect();
  ConnectionState* state = StateOf(connection);
  if (state == nullptr) return connection;
  const ErrnoGuard errno_guard;
  WatchNotices(connection);
  RecordConnect(*state, *connection, since);
  return connection;
}

/// Starts a non-blocking attempt to connect, which PQconnectPoll finishes.
template <class Connect>
PGconn* Connecting(Connect&& connect) {
  const auto since = std::chrono::steady_clock::now();
  PGconn* connection = connect();
  if (ConnectionState* state = StateOf(connection)) {
    WatchNotices(connection);
    state->connecting_since = since;
  }
  return connection;
}

PostgresPollingStatusType Polled(PGconn* connection, PostgresPollingStatusType status) noexcept {
  if (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) return status;
  ConnectionState* state = EnteredStateOf(connection);
  if (state == nullptr) return status;
  const ErrnoGuard errno_guard;
  // Record only once: later calls of PQconnectPoll return PGRES_POLLING_OK again.
  const auto since = std::exchange(state->connecting_since, {});
  if (since == std::chrono::steady_clock::time_point{}) return status;
  state->Restart();  // the endpoint is known only now
  RecordConnect(*state, *connection, since);
  return status;
}

}  // namespace
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg

using dbspan::pg::Connected;
using dbspan::pg::Connecting;
using dbspan::pg::ConnectionState;
using dbspan::pg::EndRequests;
using dbspan::pg::EnteredStateOf;
using dbspan::pg::RecordConnect;
using dbspan::pg::StateOf;
namespace real = dbspan::pg::real;

PGconn* PQconnectdb(const char* options) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQconnectdb, options);
  return Connected([&] { return real::PQconnectdb(options); });
}

PGconn* PQconnectdbParams(const char* const* keywords, const char* const* values, int expand) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQconnectdbParams, keywords, values, expand);
  return Connected([&] { return real::PQconnectdbParams(keywords, values, expand); });
}

PGconn* PQsetdbLogin(const char* host, const char* port, const char* options, const char* tty,
                     const char* database, const char* user, const char* password) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQsetdbLogin, host, port, options, tty, database, user, password);
  return Connected(
      [&] { return real::PQsetdbLogin(host, port, options, tty, database, user, password); });
}

PGconn* PQconnectStart(const char* options) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQconnectStart, options);
  return Connecting([&] { return real::PQconnectStart(options); });
}

PGconn* PQconnectStartParams(const char* const* keywords, const char* const* values, int expand) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQconnectStartParams, keywords, values, expand);
  return Connecting([&] { return real::PQconnectStartParams(keywords, values, expand); });
}

PostgresPollingStatusType PQconnectPoll(PGconn* connection) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQconnectPoll, connection);
  return dbspan::pg::Polled(connection, real::PQconnectPoll(connection));
}

void PQreset(PGconn* connection) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQreset, connection);
  const auto since = std::chrono::steady_clock::now();
  EndRequests(connection);
  real::PQreset(connection);
  ConnectionState* state = EnteredStateOf(connection);
  if (state == nullptr) return;
  const dbspan::ErrnoGuard errno_guard;
  state->Restart();
  RecordConnect(*state, *connection, since);
}

int PQresetStart(PGconn* connection) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQresetStart, connection);
  const auto since = std::chrono::steady_clock::now();
  EndRequests(connection);
  const int started = real::PQresetStart(connection);
  if (ConnectionState* state = EnteredStateOf(connection)) {
    const dbspan::ErrnoGuard errno_guard;
    state->Restart();
    state->connecting_since = since;
  }
  return started;
}

PostgresPollingStatusType PQresetPoll(PGconn* connection) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQresetPoll, connection);
  return dbspan::pg::Polled(connection, real::PQresetPoll(connection));
}

void PQfinish(PGconn* connection) {
  DBSPAN_ENTER(dbspan::pg::Libpq, PQfinish, connection);
  {
    const dbspan::ErrnoGuard errno_guard;
    if (EndRequests(connection)) dbspan::pg::Connections().Take(connection);
  }
  real::PQfinish(connection);
}
