#pragma once

#include <libpq-fe.h>

#include <utility>

#include "core/span/current_span.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/suppression.h"
#include "dbspan/version.h"
#include "pg/libpq/connection_state.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The state of a connection for a synchronous call, or null; libpq refuses those in a pipeline.
/// What was to be read is given up, as libpq does.
ConnectionState* StateAlone(const PGconn* connection) noexcept;
/// The same for a call that is an operation: null as well where none would be recorded.
inline ConnectionState* TracedAlone(const PGconn* connection) noexcept {
  // Below libpqxx's traced classes there is nothing to start, and where nothing is open, nothing to
  // give up.
  const bool wanted =
      Enabled<Postgres>() && !SuppressInstrumentation::Active() && !ClientAbove::Active(kLibpq);
  return wanted || ConnectionState::AnyOpen() ? StateAlone(connection) : nullptr;
}

/// Ends the operation of a synchronous call with its result; with one that begins a COPY it goes
/// on, until PQgetCopyData and PQgetResult say that it is over.
void EndAlone(ConnectionState& state, const PGconn& connection, OperationSpan&& operation,
              PGresult* result) noexcept;

/// Runs a synchronous call that takes the operation and returns a result.
template <class Call>
PGresult* RunAlone(ConnectionState& state, const PGconn& connection, OperationSpan operation,
                   Call&& call) {
  PGresult* result = nullptr;
  {
    const CurrentSpan current{operation, state.instrumenter().options()};
    result = call(operation);
  }
  EndAlone(state, connection, std::move(operation), result);
  return result;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
