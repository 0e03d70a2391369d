// A program whose calls go through another library on their way to the client.
#include "tests/process/pg_case.h"

int main() {
  const dbspan::process::Telemetry telemetry;
  PGconn* const connection = dbspan::process::ConnectPostgres();
  for (int i = 0; i < 2; ++i) {
    dbspan::process::Say("%s", dbspan::process::Ask(connection, "SELECT 1").c_str());
  }
  PQfinish(connection);
}
