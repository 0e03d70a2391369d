#pragma once

#include <mysql.h>

#include "dbspan/version.h"
#include "mysql/capi/state.h"

// Called after the functions that read results, blocking and non-blocking.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the error of a connection before a call that does not clear it, such as a refused
/// statement while rows are read, or an unknown character set. After the call, only a different
/// error is the call's own.
inline unsigned ErrorBefore(const MYSQL* connection) noexcept {
  return connection == nullptr ? 0 : connection->net.last_errno;
}
/// Handles the result of mysql_store_result. `error_before` is the value of ErrorBefore before it.
void OnStored(MYSQL* connection, MYSQL_RES* result, unsigned error_before) noexcept;
/// Handles the row that mysql_fetch_row returned for a result that is read from the connection row
/// by row.
void OnFetched(MYSQL* connection, MYSQL_ROW row, unsigned error_before) noexcept;
/// Handles the freeing of a result that was being read from the connection.
void OnFreed(MYSQL* connection) noexcept;

/// Returns the connection from which the rest of a result is read; null if it is in memory or was
/// read to its end.
inline MYSQL* SourceOf(const MYSQL_RES* result) noexcept {
  return result == nullptr ? nullptr : result->handle;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
