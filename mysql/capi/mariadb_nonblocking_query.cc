// Wrappers of MariaDB's non-blocking functions for statements as text and their results.
#include <cstddef>
#include <cstring>

#include "mysql/capi/execute.h"
#include "mysql/capi/mariadb_nonblocking.h"
#include "mysql/capi/real.h"
#include "mysql/capi/result.h"

#ifdef MARIADB_BASE_VERSION

using namespace dbspan::mysql;  // NOLINT(google-build-using-namespace): this file is all its names
namespace real = dbspan::mysql::real;

int mysql_query_start(int* result, MYSQL* connection, const char* sql) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_query_start, result, connection, sql);
  const auto send = [=](const char* text, std::size_t /*length*/) {
    return real::mysql_query_start(result, connection, text);
  };
  return Then(SendText(connection, sql, sql == nullptr ? 0 : std::strlen(sql), send),
              [=] { OnQueryResult(connection, *result != 0); });
}

int mysql_real_query_start(int* result, MYSQL* connection, const char* sql, unsigned long length) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_real_query_start, result, connection, sql,
                       length);
  const auto send = [=](const char* text, std::size_t size) {
    return real::mysql_real_query_start(result, connection, text, size);
  };
  return Then(SendText(connection, sql, length, send),
              [=] { OnQueryResult(connection, *result != 0); });
}

int mysql_send_query_start(int* result, MYSQL* connection, const char* sql, unsigned long length) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_send_query_start, result, connection, sql,
                       length);
  const auto send = [=](const char* text, std::size_t size) {
    return real::mysql_send_query_start(result, connection, text, size);
  };
  return Then(SendText(connection, sql, length, send), [=] { OnSent(connection, *result != 0); });
}

int mysql_read_query_result_start(Failed* result, MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_read_query_result_start, result,
                       connection);
  return Then(real::mysql_read_query_result_start(result, connection),
              [=] { OnQueryResult(connection, *result != 0); });
}

int mysql_next_result_start(int* result, MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_next_result_start, result, connection);
  return Then(real::mysql_next_result_start(result, connection),
              [=] { OnNextResult(connection, *result); });
}

int mysql_store_result_start(MYSQL_RES** result, MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_store_result_start, result, connection);
  const unsigned error = ErrorBefore(connection);
  return Then(real::mysql_store_result_start(result, connection),
              [=] { OnStored(connection, *result, error); });
}

int mysql_store_result_cont(MYSQL_RES** result, MYSQL* connection, int status) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_store_result_cont, result, connection,
                       status);
  const unsigned error = ErrorBefore(connection);
  return Then(real::mysql_store_result_cont(result, connection, status),
              [=] { OnStored(connection, *result, error); });
}

int mysql_fetch_row_start(MYSQL_ROW* row, MYSQL_RES* result) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_fetch_row_start, row, result);
  MYSQL* source = SourceOf(result);
  const unsigned error = ErrorBefore(source);
  return Then(real::mysql_fetch_row_start(row, result), [=] {
    if (source != nullptr) OnFetched(source, *row, error);
  });
}

int mysql_fetch_row_cont(MYSQL_ROW* row, MYSQL_RES* result, int status) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_fetch_row_cont, row, result, status);
  MYSQL* source = SourceOf(result);
  const unsigned error = ErrorBefore(source);
  return Then(real::mysql_fetch_row_cont(row, result, status), [=] {
    if (source != nullptr) OnFetched(source, *row, error);
  });
}

// Until the call has finished, the result still exists and SourceOf may read it.
int mysql_free_result_start(MYSQL_RES* result) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_free_result_start, result);
  MYSQL* source = SourceOf(result);
  return Then(real::mysql_free_result_start(result), [=] {
    if (source != nullptr) OnFreed(source);
  });
}

int mysql_free_result_cont(MYSQL_RES* result, int status) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_free_result_cont, result, status);
  MYSQL* source = SourceOf(result);
  return Then(real::mysql_free_result_cont(result, status), [=] {
    if (source != nullptr) OnFreed(source);
  });
}

DBSPAN_GO_ON(mysql_query, int, MYSQL, OnQueryResult(object, *result != 0))
DBSPAN_GO_ON(mysql_real_query, int, MYSQL, OnQueryResult(object, *result != 0))
DBSPAN_GO_ON(mysql_send_query, int, MYSQL, OnSent(object, *result != 0))
DBSPAN_GO_ON(mysql_read_query_result, Failed, MYSQL, OnQueryResult(object, *result != 0))
DBSPAN_GO_ON(mysql_next_result, int, MYSQL, OnNextResult(object, *result))

#endif
