#pragma once

#include <libpq-fe.h>

#include <utility>

#include "core/process/thread_marks.h"
#include "core/span/current_span.h"
#include "dbspan/detail/pg/client_id.h"
#include "dbspan/version.h"
#include "pg/libpq/real.h"
#include "pg/libpq/state.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Lets libpq discard the results of open requests now, as the synchronous calls do first, so that
/// their outcome is recorded: a COPY that is discarded fails. Returns true if the connection is
/// lost; the call then has to return null, as libpq would.
bool LosesResults(PGconn* connection);
inline bool IsLostFirst(PGconn* connection) {
  return ConnectionState::AnyOpen() && LosesResults(connection);
}

/// Tells whether a connection is in a pipeline, where libpq refuses synchronous calls.
inline bool InPipeline(const PGconn* connection) noexcept {
#ifdef LIBPQ_HAS_PIPELINING
  // The libpq at run time may be too old to have pipelines.
  return real::PQpipelineStatus.Exists() && real::PQpipelineStatus(connection) != PQ_PIPELINE_OFF;
#else
  static_cast<void>(connection);
  return false;
#endif
}
/// Returns the state of a connection for a synchronous call; null if it is not followed, or in a
/// pipeline.
inline ConnectionState* StateAlone(const PGconn* connection) noexcept {
  ConnectionState* const state = Traced(connection);
  return state == nullptr || InPipeline(connection) ? nullptr : state;
}
/// Returns StateAlone() for a call that is an operation of its own; null also if the operation
/// would not be recorded. `above` tells whether a library above libpq records the call.
[[gnu::always_inline]] inline ConnectionState* TracedAlone(const PGconn* connection,
                                                           bool above) noexcept {
  const bool wanted = !above && Enabled<Postgres>() && !detail::ThreadMarks::Suppress();
  return wanted ? StateAlone(connection) : nullptr;
}
inline ConnectionState* TracedAlone(const PGconn* connection) noexcept {
  return TracedAlone(connection, detail::ThreadMarks::IsBelow<detail::pg::kLibpq>());
}

/// Ends the operation of a synchronous call with its result. If the result begins a COPY, the
/// operation stays open until PQgetCopyData and PQgetResult report the end of the COPY.
void EndAlone(ConnectionState& state, const PGconn& connection, detail::OperationSpan&& operation,
              PGresult* result) noexcept;

/// Runs `call` with the operation, ends the operation and returns the result of `call`.
template <class Call>
PGresult* RunAlone(ConnectionState& state, const PGconn& connection,
                   detail::OperationSpan operation, Call&& call) {
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
