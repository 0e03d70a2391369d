// The program ends with `exit` in a signal handler that may have interrupted malloc: ending the
// operations that are open allocates no memory if operations of the same kinds have ended before.
#include <atomic>
#include <csignal>
#include <cstdlib>

#include "tests/process/pg_case.h"

extern "C" {
// What the C library calls its own functions, for programs that define malloc themselves.
void* __libc_malloc(std::size_t size);                     // NOLINT(*-reserved-identifier,cert-*)
void* __libc_calloc(std::size_t count, std::size_t size);  // NOLINT(*-reserved-identifier,cert-*)
void* __libc_realloc(void* memory, std::size_t size);      // NOLINT(*-reserved-identifier,cert-*)
}

namespace {

thread_local bool exits = false;
thread_local int allocations = 0;

/// Sends a query and reads a row.
PGconn* Send() {
  PGconn* const connection = dbspan::process::ConnectPostgres();
  if (PQsendQuery(connection, "SELECT generate_series(1, 5)") != 1) {
    dbspan::process::GiveUp("a query was not sent");
  }
  PQsetSingleRowMode(connection);
  PQclear(PQgetResult(connection));
  return connection;
}

/// Sends queries in a pipeline.
PGconn* Pipe() {
  PGconn* const connection = dbspan::process::ConnectPostgres();
  PQenterPipelineMode(connection);
  for (int i = 0; i < 3; ++i) {
    PQsendQueryParams(connection, "SELECT 1", 0, nullptr, nullptr, nullptr, nullptr, 0);
  }
  return connection;
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  if (exits) ++allocations;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  if (exits) ++allocations;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  if (exits) ++allocations;
  return __libc_realloc(memory, size);
}
}

int main() {
  std::atexit([] { dbspan::process::Say("%d allocations", allocations); });  // runs last
  const dbspan::process::Telemetry telemetry;
  PQfinish(Send());
  PQfinish(Pipe());
  for (int i = 0; i < 10; ++i) Send();
  Pipe();
  std::signal(SIGUSR1, [](int) {
    exits = true;
    std::exit(3);
  });
  std::raise(SIGUSR1);
}
