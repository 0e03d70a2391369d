// Wrappers of MariaDB's non-blocking functions for connections and for commands without rows.
#include "mysql/capi/mariadb_nonblocking.h"

#include "mysql/capi/connect.h"
#include "mysql/capi/named.h"
#include "mysql/capi/real.h"
#include "mysql/capi/result.h"

#ifdef MARIADB_BASE_VERSION

using namespace dbspan::mysql;  // NOLINT(google-build-using-namespace): this file is all its names
namespace real = dbspan::mysql::real;

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
  BeginSession(connection, "CHANGE USER");
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
  BeginSession(connection, "RESET CONNECTION");
  return Then(real::mysql_reset_connection_start(result, connection),
              [=] { OnAnswered(connection, *result != 0); });
}

int mysql_list_fields_start(MYSQL_RES** result, MYSQL* connection, const char* table,
                            const char* pattern) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_list_fields_start, result, connection,
                       table, pattern);
  BeginNamed(connection, "LIST FIELDS", table);
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

#endif
