#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <string_view>

#include "dbspan/operation.h"
#include "dbspan/version.h"
#include "pg/libpq/connection_state.h"
#include "pg/libpq/parameters.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Starts the operation of a statement; empty if nothing is recorded. Null: it binds no values.
OperationSpan StartSql(ConnectionState& state, const PGconn& connection, std::string_view sql,
                       const BoundValues* bound = nullptr) noexcept;

/// Starts the execution of a prepared statement, whose text may be unknown.
OperationSpan StartPrepared(ConnectionState& state, const PGconn& connection, const char* name,
                            const BoundValues& bound) noexcept;

/// Starts what is left of preparing a statement that was refused: it will never be executed.
OperationSpan StartRefused(ConnectionState& state, const PGconn& connection, std::string_view sql,
                           std::chrono::steady_clock::time_point since) noexcept;

/// The numbers of functions of the server, which never change (pg_proc.dat).
inline constexpr int kReadLargeObject = 954;   ///< `loread`
inline constexpr int kSeekLargeObject = 3170;  ///< `lo_lseek64`
inline constexpr int kTellLargeObject = 3171;  ///< `lo_tell64`

/// Starts a fast-path call of a function of the server: the interface of large objects.
OperationSpan StartFunction(ConnectionState& state, const PGconn& connection,
                            int function) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
