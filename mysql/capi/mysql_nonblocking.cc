// Wrappers of MySQL's non-blocking functions (since 8.0.16). Each is called repeatedly until it has
// finished.
#include <string>

#include "mysql/capi/connect.h"
#include "mysql/capi/execute.h"
#include "mysql/capi/named.h"
#include "mysql/capi/real.h"
#include "mysql/capi/result.h"

#ifndef MARIADB_BASE_VERSION

using namespace dbspan::mysql;  // NOLINT(google-build-using-namespace): this file is all its names
namespace real = dbspan::mysql::real;

namespace {

/// Tells whether an operation has begun already, so that the call only continues it.
bool GoesOn(const MYSQL* connection) noexcept {
  const ConnectionState* state = Reading(connection);
  return state != nullptr && state->sent();
}

template <class Done>
net_async_status Then(net_async_status status, Done&& done) {
  if (status != NET_ASYNC_NOT_READY) done(status == NET_ASYNC_ERROR);
  return status;
}

template <class Send>
net_async_status SendOrGoOn(MYSQL* connection, const char* sql, unsigned long length, Send&& send) {
  if (!GoesOn(connection)) return SendText(connection, sql, length, send);
  const std::string& commented = Reading(connection)->sent_text;
  return commented.empty() ? send(sql, length) : send(commented.c_str(), commented.size());
}

}  // namespace

net_async_status mysql_real_connect_nonblocking(MYSQL* connection, const char* host,
                                                const char* user, const char* password,
                                                const char* database, unsigned int port,
                                                const char* socket, unsigned long flags) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_real_connect_nonblocking, connection, host, user,
               password, database, port, socket, flags);
  const ConnectionState* state = StateOf(connection);
  if (state != nullptr && !state->connecting()) {
    OnConnecting(connection, host, database, port, socket);
  }
  return Then(real::mysql_real_connect_nonblocking(connection, host, user, password, database, port,
                                                   socket, flags),
              [=](bool failed) { OnConnected(connection, failed); });
}

net_async_status mysql_real_query_nonblocking(MYSQL* connection, const char* sql,
                                              unsigned long length) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_real_query_nonblocking, connection, sql,
                       length);
  const auto send = [=](const char* text, std::size_t size) {
    return real::mysql_real_query_nonblocking(connection, text, size);
  };
  return Then(SendOrGoOn(connection, sql, length, send),
              [=](bool failed) { OnQueryResult(connection, failed); });
}

net_async_status mysql_send_query_nonblocking(MYSQL* connection, const char* sql,
                                              unsigned long length) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_send_query_nonblocking, connection, sql,
                       length);
  const auto send = [=](const char* text, std::size_t size) {
    return real::mysql_send_query_nonblocking(connection, text, size);
  };
  return Then(SendOrGoOn(connection, sql, length, send),
              [=](bool failed) { OnSent(connection, failed); });
}

net_async_status mysql_select_db_nonblocking(MYSQL* connection, const char* database, bool* error) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_select_db_nonblocking, connection,
                       database, error);
  if (!GoesOn(connection)) BeginNamed(connection, "USE");
  return Then(real::mysql_select_db_nonblocking(connection, database, error),
              [=](bool failed) { OnAnswered(connection, failed || *error); });
}

net_async_status mysql_reset_connection_nonblocking(MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_reset_connection_nonblocking, connection);
  if (!GoesOn(connection)) BeginSession(connection, "RESET CONNECTION");
  return Then(real::mysql_reset_connection_nonblocking(connection),
              [=](bool failed) { OnAnswered(connection, failed); });
}

net_async_status mysql_store_result_nonblocking(MYSQL* connection, MYSQL_RES** result) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_store_result_nonblocking, connection,
                       result);
  const unsigned error = ErrorBefore(connection);
  return Then(real::mysql_store_result_nonblocking(connection, result),
              [=](bool /*failed*/) { OnStored(connection, *result, error); });
}

net_async_status mysql_next_result_nonblocking(MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_next_result_nonblocking, connection);
  const net_async_status status = real::mysql_next_result_nonblocking(connection);
  if (status == NET_ASYNC_NOT_READY) return status;
  OnNextResult(connection, status == NET_ASYNC_COMPLETE_NO_MORE_RESULTS ? -1
                           : status == NET_ASYNC_ERROR                  ? 1
                                                                        : 0);
  return status;
}

net_async_status mysql_fetch_row_nonblocking(MYSQL_RES* result, MYSQL_ROW* row) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_fetch_row_nonblocking, result, row);
  MYSQL* source = SourceOf(result);
  const unsigned error = ErrorBefore(source);
  return Then(real::mysql_fetch_row_nonblocking(result, row), [=](bool /*failed*/) {
    if (source != nullptr) OnFetched(source, *row, error);
  });
}

net_async_status mysql_free_result_nonblocking(MYSQL_RES* result) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_free_result_nonblocking, result);
  MYSQL* source = SourceOf(result);
  return Then(real::mysql_free_result_nonblocking(result), [=](bool /*failed*/) {
    if (source != nullptr) OnFreed(source);
  });
}

#endif
