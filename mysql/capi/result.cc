// Wrappers of the functions that read results of statements sent as text, at once or row by row.
#include "mysql/capi/result.h"

#include "core/interpose/errno_guard.h"
#include "mysql/capi/outcome.h"
#include "mysql/capi/real.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool HasFailed(MYSQL* connection, unsigned error_before) noexcept {
  const unsigned error = real::mysql_errno(connection);
  return error != 0 && error != error_before;
}

}  // namespace

void OnStored(MYSQL* connection, MYSQL_RES* result, unsigned error_before) noexcept {
  ConnectionState* state = Reading(connection);
  if (state == nullptr) return;
  Command& open = state->open();
  if (result != nullptr && open.measured())
    return open.OnMeasuredRows(*connection, result->row_count);
  const ErrnoGuard errno_guard;
  if (result != nullptr) return open.OnStored(*connection, result->row_count);
  if (!HasFailed(connection, error_before)) return;  // the statement has no result
  state->open().Fail([&] { return OutcomeOfConnection(*connection, state->exception); });
}

void OnFetched(MYSQL* connection, MYSQL_ROW row, unsigned error_before) noexcept {
  ConnectionState* state = Reading(connection);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  if (row != nullptr) return state->open().OnRow();
  if (!HasFailed(connection, error_before)) return state->open().OnLastRow(*connection);
  state->open().Fail([&] { return OutcomeOfConnection(*connection, state->exception); });
}

void OnFreed(MYSQL* connection) noexcept {
  ConnectionState* state = Reading(connection);
  if (state == nullptr) return;
  const ErrnoGuard errno_guard;
  state->open().OnDiscarded(*connection);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

namespace real = dbspan::mysql::real;

DBSPAN_MYSQL_READING(MYSQL_RES*, mysql_store_result, (MYSQL * connection), (connection)) {
  const unsigned error = dbspan::mysql::ErrorBefore(connection);
  MYSQL_RES* result = real::mysql_store_result(connection);
  dbspan::mysql::OnStored(connection, result, error);
  return result;
}

DBSPAN_MYSQL_READING(MYSQL_RES*, mysql_use_result, (MYSQL * connection), (connection)) {
  const unsigned error = dbspan::mysql::ErrorBefore(connection);
  MYSQL_RES* result = real::mysql_use_result(connection);
  if (result == nullptr) dbspan::mysql::OnStored(connection, nullptr, error);
  return result;
}

DBSPAN_MYSQL_READING(MYSQL_ROW, mysql_fetch_row, (MYSQL_RES * result), (result)) {
  MYSQL* source = dbspan::mysql::SourceOf(result);
  if (source == nullptr) return real::mysql_fetch_row(result);
  const unsigned error = dbspan::mysql::ErrorBefore(source);
  MYSQL_ROW row = real::mysql_fetch_row(result);
  dbspan::mysql::OnFetched(source, row, error);
  return row;
}

DBSPAN_MYSQL_READING(void, mysql_free_result, (MYSQL_RES * result), (result)) {
  MYSQL* source = dbspan::mysql::SourceOf(result);
  real::mysql_free_result(result);
  if (source != nullptr) dbspan::mysql::OnFreed(source);
}
