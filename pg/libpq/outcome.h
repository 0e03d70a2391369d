#pragma once

#include <libpq-fe.h>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Adds a result to the outcome of its request: rows are summed, the first error is kept.
/// `copied_out` is the number of rows of the current COPY TO that `outcome` already contains,
/// unknown if the result ends no COPY TO.
void AddResult(Outcome& outcome, const PGconn& connection, PGresult& result,
               std::int64_t copied_out = Outcome::kUnknown);

/// Notes the value of a function of libpq that libpqxx has called for the traced call above it
/// (detail::pg::Answer).
void NoteAnswer(PGresult* result) noexcept;

/// Tells whether this is the status of a failure.
bool IsFailure(ExecStatusType status) noexcept;

/// Tells whether a result is a part of a row set in single-row or chunked mode (libpq 17).
bool IsPartOfRows(const PGresult& result) noexcept;

/// Returns the outcome of a call that returned no result because the connection failed.
Outcome OutcomeOfConnection(const PGconn& connection);

/// Returns the outcome of a failed attempt to connect. Its message shows whether a retry is
/// useless.
Outcome OutcomeOfRefusal(const PGconn& connection);

/// Returns the outcome of a failed call that returns no result and thus no SQLSTATE, such as
/// `lo_read`. It has the SQLSTATE if the message shows it (CodeOfMessage).
Outcome OutcomeWithoutSqlstate(const PGconn& connection);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
