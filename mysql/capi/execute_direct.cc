// Wrapper of a blocking function that only MariaDB's client has.

#include "mysql/capi/real.h"
#include "mysql/capi/statement_state.h"

namespace real = dbspan::mysql::real;

#ifdef MARIADB_BASE_VERSION
int mariadb_stmt_execute_direct(MYSQL_STMT* statement, const char* sql, size_t length) {
  DBSPAN_ENTER(dbspan::mysql::MySqlClient, mariadb_stmt_execute_direct, statement, sql, length);
  dbspan::mysql::OnPreparing(statement, sql, length);
  dbspan::mysql::BeginExecute(statement);
  return dbspan::mysql::Execute(
      statement, [=] { return real::mariadb_stmt_execute_direct(statement, sql, length); });
}
#endif
