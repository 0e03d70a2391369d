#pragma once

#include <libpq-fe.h>

#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Adds what a result of libpq says to what earlier results of the same request said: rows are
/// summed, the first error stays. `copied_out` is how many rows of a COPY TO the program has read.
void AddResult(Outcome& outcome, const PGconn& connection, PGresult& result,
               std::int64_t copied_out = Outcome::kUnknown);

/// Tells whether a result is one row, or some (libpq 17), of rows that are read as they arrive.
bool IsPartOfRows(const PGresult& result) noexcept;

/// Returns the outcome of a call that gave no result, because of the connection.
Outcome OutcomeOfConnection(const PGconn& connection);

/// The same of an attempt to connect: the server may have said that it will refuse again.
Outcome OutcomeOfRefusal(const PGconn& connection);

/// Returns the outcome of a function for large objects that failed. libpq tells no SQLSTATE of it.
Outcome OutcomeOfLargeObject(const PGconn& connection);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
