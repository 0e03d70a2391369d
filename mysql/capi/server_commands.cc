// Wrappers of functions that send a command other than a statement, to inspect or change the
// server.
//
// Not wrapped: functions that the client library implements with wrapped functions that send a
// statement. These are mysql_list_dbs, mysql_list_tables, mysql_kill, mysql_set_character_set and
// MySQL's mysql_list_processes.
#include "mysql/capi/named.h"
#include "mysql/capi/real.h"

using dbspan::mysql::BeginNamed;
using dbspan::mysql::OnAnswered;
using dbspan::mysql::RunNamed;
namespace real = dbspan::mysql::real;

MYSQL_RES* mysql_list_fields(MYSQL* connection, const char* table, const char* pattern) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_list_fields, connection, table, pattern);
  BeginNamed(connection, "LIST FIELDS", table);
  return RunNamed(
      connection, [=] { return real::mysql_list_fields(connection, table, pattern); },
      [=](const MYSQL_RES* result) { OnAnswered(connection, result == nullptr); });
}

// MySQL's function returns const char* where MariaDB's returns char*.
decltype(mysql_stat(nullptr)) mysql_stat(MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_stat, connection);
  BeginNamed(connection, "STATISTICS");
  return RunNamed(
      connection, [=] { return real::mysql_stat(connection); },
      [=](const char* /*words*/) { dbspan::mysql::OnStatistics(connection); });
}

int mysql_dump_debug_info(MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_dump_debug_info, connection);
  BeginNamed(connection, "DEBUG");
  return RunNamed(connection, [=] { return real::mysql_dump_debug_info(connection); });
}

int mysql_set_server_option(MYSQL* connection, enum enum_mysql_set_option option) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_set_server_option, connection, option);
  BeginNamed(connection, "SET OPTION");
  return RunNamed(connection, [=] { return real::mysql_set_server_option(connection, option); });
}

int mysql_refresh(MYSQL* connection, unsigned int what) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_refresh, connection, what);
  BeginNamed(connection, "REFRESH");
  return RunNamed(connection, [=] { return real::mysql_refresh(connection, what); });
}

int mysql_shutdown(MYSQL* connection, enum mysql_enum_shutdown_level level) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_shutdown, connection, level);
  BeginNamed(connection, "SHUTDOWN");
  return RunNamed(connection, [=] { return real::mysql_shutdown(connection, level); });
}

#ifdef MARIADB_BASE_VERSION
MYSQL_RES* mysql_list_processes(MYSQL* connection) {
  DBSPAN_PASS_OR_ENTER(dbspan::mysql::MySqlClient, mysql_list_processes, connection);
  BeginNamed(connection, "PROCESS INFO");
  return RunNamed(
      connection, [=] { return real::mysql_list_processes(connection); },
      [=](MYSQL_RES* result) { dbspan::mysql::OnListed(connection, result); });
}
#endif
