// Wrappers of MariaDB's non-blocking functions for prepared statements.
#include "mysql/capi/mariadb_nonblocking.h"
#include "mysql/capi/real.h"
#include "mysql/capi/statement_state.h"

#ifdef MARIADB_BASE_VERSION

using namespace dbspan::mysql;  // NOLINT(google-build-using-namespace): this file is all its names
namespace real = dbspan::mysql::real;

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

DBSPAN_GO_ON(mysql_stmt_prepare, int, MYSQL_STMT, OnPrepared(object, *result != 0))
DBSPAN_GO_ON(mysql_stmt_execute, int, MYSQL_STMT, OnExecuted(object, *result != 0))
DBSPAN_GO_ON(mysql_stmt_store_result, int, MYSQL_STMT, OnStatementStored(object, *result != 0))
DBSPAN_GO_ON(mysql_stmt_fetch, int, MYSQL_STMT, OnStatementFetched(object, *result))
DBSPAN_GO_ON(mysql_stmt_next_result, int, MYSQL_STMT, OnStatementNextResult(object, *result))
DBSPAN_GO_ON(mysql_stmt_free_result, Failed, MYSQL_STMT, OnStatementFreed(object))
DBSPAN_GO_ON(mysql_stmt_reset, Failed, MYSQL_STMT, OnStatementFreed(object))

#endif
