// References to versioned symbols, like those to MariaDB's client (mysql_query@libmysqlclient_18),
// and dlvsym.
#include <dlfcn.h>

#include "tests/process/mysql_case.h"

int main() {
  using dbspan::process::Say;
  const dbspan::process::Telemetry telemetry;
  MYSQL* const connection = dbspan::process::ConnectMySql();
  Say("%d", mysql_query(connection, "SELECT 1"));
  MYSQL_RES* result = mysql_store_result(connection);
  Say("%s", mysql_fetch_row(result)[0]);
  mysql_free_result(result);

  using Query = int (*)(MYSQL*, const char*);
  for (void* where : {RTLD_DEFAULT, dlopen("libmariadb.so.3", RTLD_LAZY)}) {
    const auto query = reinterpret_cast<Query>(dlvsym(where, "mysql_query", "libmysqlclient_18"));
    Say("%s", query == nullptr ? "none" : "found");
    if (query == nullptr) continue;
    Say("%d", query(connection, "SELECT 2"));
    result = mysql_store_result(connection);
    Say("%s", mysql_fetch_row(result)[0]);
    mysql_free_result(result);
  }
  mysql_close(connection);
}
