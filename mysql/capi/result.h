#pragma once

#include <mysql.h>

#include "dbspan/version.h"
#include "mysql/capi/connection_state.h"

// What is noticed after the calls that read results, whether they wait or are gone on with.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The error that a connection reports before a call that does not clear it: of a statement that
/// was refused while rows were read, of an unknown character set. Only another one is the call's.
inline unsigned ErrorBefore(const MYSQL* connection) noexcept {
  return connection == nullptr ? 0 : connection->net.last_errno;
}
/// What mysql_store_result returned; `error_before` as ErrorBefore told it.
void OnStored(MYSQL* connection, MYSQL_RES* result, unsigned error_before) noexcept;
/// What mysql_fetch_row returned for a result that is read from the connection row by row.
void OnFetched(MYSQL* connection, MYSQL_ROW row, unsigned error_before) noexcept;
/// A result was freed, before its last row if it was being read from the connection.
void OnFreed(MYSQL* connection) noexcept;

/// The connection that a result is read from row by row; null for one that is in memory.
inline MYSQL* SourceOf(const MYSQL_RES* result) noexcept {
  return result == nullptr ? nullptr : result->handle;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
