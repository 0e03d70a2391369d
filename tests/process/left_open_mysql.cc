// The program ends with `exit` before it has read the last row of a result.
#include "tests/process/mysql_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  MYSQL* const connection = dbspan::process::ConnectMySql();
  dbspan::process::Say("%s", dbspan::process::Ask(connection, "SELECT 3").c_str());
  if (mysql_query(connection, "SELECT 1 UNION ALL SELECT 2") != 0) {
    dbspan::process::GiveUp("no result");
  }
  MYSQL_ROW row = mysql_fetch_row(mysql_use_result(connection));
  dbspan::process::Say("%s", row[0]);
  std::exit(3);
}
