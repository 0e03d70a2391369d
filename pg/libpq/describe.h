#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <string_view>

#include "core/span/measured_operation.h"
#include "dbspan/operation.h"
#include "dbspan/version.h"
#include "pg/libpq/parameters.h"
#include "pg/libpq/state.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Starts the operation of a statement; empty if it is not recorded. `bound` is null if the call
/// binds no values.
detail::OperationSpan StartSql(ConnectionState& state, const PGconn& connection,
                               std::string_view sql, const BoundValues* bound = nullptr) noexcept;

/// Like StartSql, for a statement whose later executions try StartMeasured() first.
detail::OperationSpan StartToLearn(ConnectionState& state, const PGconn& connection,
                                   std::string_view sql, const BoundValues* bound) noexcept;

/// Starts a statement in the short form (core/span/measured_operation.h); empty if that is not
/// possible. Call it if MeasuredOperation::IsLikely().
[[gnu::always_inline]] inline detail::MeasuredOperation StartMeasured(
    const ConnectionState& state, const PGconn& connection, std::string_view sql) noexcept {
  const Endpoint* const endpoint = state.KnownEndpointOf(connection);
  if (endpoint == nullptr) return {};
  const std::uint32_t dimension = state.known_statements.Find(sql, {});
  if (dimension == 0) return {};
  return {state.instrumenter(), *endpoint, dimension};
}

/// Starts the operation that executes a prepared statement, whose text may be unknown.
detail::OperationSpan StartPrepared(ConnectionState& state, const PGconn& connection,
                                    const char* name, const BoundValues& bound) noexcept;

/// Like StartPrepared, for a statement whose later executions try StartMeasured() first.
detail::OperationSpan StartPreparedToLearn(ConnectionState& state, const PGconn& connection,
                                           const char* name, const BoundValues& bound) noexcept;

/// Starts an operation for a PREPARE that failed at the server, with the start time `since`. A
/// successful PREPARE is not recorded; its executions are.
detail::OperationSpan StartRefused(ConnectionState& state, const PGconn& connection,
                                   std::string_view sql,
                                   std::chrono::steady_clock::time_point since) noexcept;

/// Starts the operation of a fast-path function call (PQfn), which large objects use.
detail::OperationSpan StartFunction(ConnectionState& state, const PGconn& connection,
                                    int function) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
