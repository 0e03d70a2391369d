// Wrappers of MariaDB's non-blocking functions: `_start` begins a call and `_cont` continues it.
// Both return the events to wait for, or 0 when the call has finished.
#include <cstring>

#include "mysql/capi/connect.h"
#include "mysql/capi/execute.h"
#include "mysql/capi/named.h"
#include "mysql/capi/real.h"
#include "mysql/capi/result.h"
#include "mysql/capi/statement_state.h"

#ifdef MARIADB_BASE_VERSION

using namespace dbspan::mysql;  // NOLINT(google-build-using-namespace): this file is all its names
namespace real = dbspan::mysql::real;

using Failed = my_bool;

namespace {

/// Calls `done` if the call has finished.
template <class Done>
int Then(int waits_for, Done&& done) {
  if (waits_for == 0) done();
  return waits_for;
}

}  // namespace

int mysql_real_connect_start(MYSQL** result, MYSQL* connection, const char* host, const char* user,
                             const char* password, const char* database, unsigned int port,
                             const char* socket, unsigned long flags) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_real_connect_start, result, connection, host, user,
               password, database, port, socket, flags);
  OnConnecting(connection, host, database, port, socket);
  return Then(real::mysql_real_connect_start(result, connection, host, user, password, database,
                                             port, socket, flags),
              [=] { OnConnected(connection, *result == nullptr); });
}

int mysql_real_connect_cont(MYSQL** result, MYSQL* connection, int status) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_real_connect_cont, result, connection, status);
  return Then(real::mysql_real_connect_cont(result, connection, status),
              [=] { OnConnected(connection, *result == nullptr); });
}

int mysql_close_start(MYSQL* connection) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_close_start, connection);
  OnGone(connection);
  return real::mysql_close_start(connection);
}

int mysql_change_user_start(Failed* result, MYSQL* connection, const char* user,
                            const char* password, const char* database) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_change_user_start, result, connection, user,
               password, database);
  BeginNamed(connection, "CHANGE USER");
  return Then(real::mysql_change_user_start(result, connection, user, password, database),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_autocommit_start(Failed* result, MYSQL* connection, Failed mode) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_autocommit_start, result, connection,
                       mode);
  BeginTransactionControl(connection, "SET");
  return Then(real::mysql_autocommit_start(result, connection, mode),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_commit_start(Failed* result, MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_commit_start, result, connection);
  BeginTransactionControl(connection, "COMMIT");
  return Then(real::mysql_commit_start(result, connection),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_rollback_start(Failed* result, MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_rollback_start, result, connection);
  BeginTransactionControl(connection, "ROLLBACK");
  return Then(real::mysql_rollback_start(result, connection),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_ping_start(int* result, MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_ping_start, result, connection);
  BeginNamed(connection, "PING");
  return Then(real::mysql_ping_start(result, connection),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_select_db_start(int* result, MYSQL* connection, const char* database) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_select_db_start, result, connection,
                       database);
  BeginNamed(connection, "USE");
  return Then(real::mysql_select_db_start(result, connection, database),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_reset_connection_start(int* result, MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_reset_connection_start, result,
                       connection);
  BeginNamed(connection, "RESET CONNECTION");
  return Then(real::mysql_reset_connection_start(result, connection),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_list_fields_start(MYSQL_RES** result, MYSQL* connection, const char* table,
                            const char* pattern) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_list_fields_start, result, connection,
                       table, pattern);
  BeginNamed(connection, "LIST FIELDS", ViewOf(table));
  return Then(real::mysql_list_fields_start(result, connection, table, pattern),
              [=] { OnAnswered(connection, *result == nullptr); });
}

int mysql_stat_start(const char** result, MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_stat_start, result, connection);
  BeginNamed(connection, "STATISTICS");
  return Then(real::mysql_stat_start(result, connection), [=] { OnStatistics(connection); });
}

int mysql_refresh_start(int* result, MYSQL* connection, unsigned int what) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_refresh_start, result, connection, what);
  BeginNamed(connection, "REFRESH");
  return Then(real::mysql_refresh_start(result, connection, what),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_shutdown_start(int* result, MYSQL* connection, enum mysql_enum_shutdown_level level) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_shutdown_start, result, connection, level);
  BeginNamed(connection, "SHUTDOWN");
  return Then(real::mysql_shutdown_start(result, connection, level),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_dump_debug_info_start(int* result, MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_dump_debug_info_start, result, connection);
  BeginNamed(connection, "DEBUG");
  return Then(real::mysql_dump_debug_info_start(result, connection),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_set_server_option_start(int* result, MYSQL* connection,
                                  enum enum_mysql_set_option option) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_set_server_option_start, result,
                       connection, option);
  BeginNamed(connection, "SET OPTION");
  return Then(real::mysql_set_server_option_start(result, connection, option),
              [=] { OnAnswered(connection, *result != 0); });
}

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

int mysql_stmt_prepare_start(int* result, MYSQL_STMT* statement, const char* sql,
                             unsigned long length) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_prepare_start, result, statement, sql,
               length);
  OnPreparing(statement, sql, length);
  return Then(real::mysql_stmt_prepare_start(result, statement, sql, length),
              [=] { OnPrepared(statement, *result != 0); });
}

int mysql_stmt_execute_start(int* result, MYSQL_STMT* statement) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_execute_start, result, statement);
  BeginExecute(statement);
  return Then(real::mysql_stmt_execute_start(result, statement),
              [=] { OnExecuted(statement, *result != 0); });
}

int mysql_stmt_store_result_start(int* result, MYSQL_STMT* statement) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_store_result_start, result,
                       statement);
  return Then(real::mysql_stmt_store_result_start(result, statement),
              [=] { OnStatementStored(statement, *result != 0); });
}

int mysql_stmt_fetch_start(int* result, MYSQL_STMT* statement) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_fetch_start, result, statement);
  return Then(real::mysql_stmt_fetch_start(result, statement),
              [=] { OnStatementFetched(statement, *result); });
}

int mysql_stmt_next_result_start(int* result, MYSQL_STMT* statement) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_next_result_start, result, statement);
  return Then(real::mysql_stmt_next_result_start(result, statement),
              [=] { OnStatementNextResult(statement, *result); });
}

int mysql_stmt_free_result_start(Failed* result, MYSQL_STMT* statement) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_free_result_start, result, statement);
  return Then(real::mysql_stmt_free_result_start(result, statement),
              [=] { OnStatementFreed(statement); });
}

int mysql_stmt_reset_start(Failed* result, MYSQL_STMT* statement) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_reset_start, result, statement);
  return Then(real::mysql_stmt_reset_start(result, statement),
              [=] { OnStatementFreed(statement); });
}

int mysql_stmt_close_start(Failed* result, MYSQL_STMT* statement) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mysql_stmt_close_start, result, statement);
  OnStatementGone(statement);
  return real::mysql_stmt_close_start(result, statement);
}

// The `_cont` functions finish like their `_start` functions.
#define DBSPAN_GO_ON(function, Result, Object, done)                            \
  int function##_cont(Result* result, Object* object, int status) {             \
    DBSPAN_PASS_OR_ENTER(MySqlClient, function##_cont, result, object, status); \
    return Then(real::function##_cont(result, object, status), [=] { done; });  \
  }

DBSPAN_GO_ON(mysql_change_user, Failed, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_autocommit, Failed, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_commit, Failed, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_rollback, Failed, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_ping, int, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_select_db, int, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_reset_connection, int, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_list_fields, MYSQL_RES*, MYSQL, OnAnswered(object, *result == nullptr))
DBSPAN_GO_ON(mysql_stat, const char*, MYSQL, OnStatistics(object))
DBSPAN_GO_ON(mysql_refresh, int, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_shutdown, int, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_dump_debug_info, int, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_set_server_option, int, MYSQL, OnAnswered(object, *result != 0))
DBSPAN_GO_ON(mysql_query, int, MYSQL, OnQueryResult(object, *result != 0))
DBSPAN_GO_ON(mysql_real_query, int, MYSQL, OnQueryResult(object, *result != 0))
DBSPAN_GO_ON(mysql_send_query, int, MYSQL, OnSent(object, *result != 0))
DBSPAN_GO_ON(mysql_read_query_result, Failed, MYSQL, OnQueryResult(object, *result != 0))
DBSPAN_GO_ON(mysql_next_result, int, MYSQL, OnNextResult(object, *result))
DBSPAN_GO_ON(mysql_stmt_prepare, int, MYSQL_STMT, OnPrepared(object, *result != 0))
DBSPAN_GO_ON(mysql_stmt_execute, int, MYSQL_STMT, OnExecuted(object, *result != 0))
DBSPAN_GO_ON(mysql_stmt_store_result, int, MYSQL_STMT, OnStatementStored(object, *result != 0))
DBSPAN_GO_ON(mysql_stmt_fetch, int, MYSQL_STMT, OnStatementFetched(object, *result))
DBSPAN_GO_ON(mysql_stmt_next_result, int, MYSQL_STMT, OnStatementNextResult(object, *result))
DBSPAN_GO_ON(mysql_stmt_free_result, Failed, MYSQL_STMT, OnStatementFreed(object))
DBSPAN_GO_ON(mysql_stmt_reset, Failed, MYSQL_STMT, OnStatementFreed(object))

#endif
