// A program with dbspan inside that sets up no telemetry: its only call fails. linked.py runs it.
#include <libpq-fe.h>

int main() {
  PGconn* const connection = PQconnectdb("host=/nonexistent connect_timeout=5");
  const bool failed = PQstatus(connection) != CONNECTION_OK;
  PQfinish(connection);
  return failed ? 0 : 1;
}
