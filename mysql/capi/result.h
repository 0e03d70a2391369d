#pragma once

#include <mysql.h>

#include "dbspan/version.h"
#include "mysql/capi/connection_state.h"

// What is noticed after the calls that read results, whether they wait or are gone on with.
namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What mysql_store_result returned.
void OnStored(MYSQL* connection, MYSQL_RES* result) noexcept;
/// What mysql_fetch_row returned for a result that is read from the connection row by row.
void OnFetched(MYSQL* connection, MYSQL_ROW row) noexcept;
/// A result was freed, before its last row if it was being read from the connection.
void OnFreed(MYSQL* connection) noexcept;

/// The connection that a result is read from row by row; null for one that is in memory.
inline MYSQL* SourceOf(const MYSQL_RES* result) noexcept {
  return result == nullptr ? nullptr : result->handle;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
