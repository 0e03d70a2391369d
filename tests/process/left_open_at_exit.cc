// The program ends with `exit` without reading the end of its results, and without closing its
// connections. Three operations of the exiting thread are open; the one of another thread, which
// may be inside a call, is left alone, and a child does not record those of its parent.
#include <atomic>
#include <cstdlib>
#include <thread>

#include "tests/process/forks.h"
#include "tests/process/pg_case.h"

namespace {

PGconn* SendTo(const char* sql) {
  PGconn* const connection = dbspan::process::ConnectPostgres();
  if (PQsendQuery(connection, sql) != 1) dbspan::process::GiveUp("a query was not sent");
  return connection;
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  std::atomic<bool> sent{false};
  std::thread{[&sent] {
    PQclear(PQgetResult(SendTo("SELECT 4")));
    sent = true;
    while (true) pause();
  }}.detach();
  while (!sent) usleep(1000);

  PGconn* const read = SendTo("SELECT generate_series(1, 3)");
  dbspan::process::Say("%s", dbspan::process::ValueOf(PQgetResult(read)).c_str());

  PGconn* const streamed = SendTo("SELECT generate_series(1, 5)");
  PQsetSingleRowMode(streamed);
  for (int i = 0; i < 2; ++i) PQclear(PQgetResult(streamed));

  SendTo("SELECT 7");

  const pid_t child = fork();
  if (child == 0) std::exit(4);
  dbspan::process::Await(child);
  std::exit(3);
}
