// A callback forks: the child asks by connections of its own, and ends in each of the usual ways,
// or goes on out of the callback.
#include "tests/process/forks.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Ask;
using dbspan::process::Say;

namespace {

enum class End { kAtOnce, kByExit, kOutside };

void OnNotice(void* data, const PGresult* /*notice*/) {
  const End end = *static_cast<const End*>(data);
  const pid_t child = fork();
  if (child != 0) return dbspan::process::Await(child);
  Say("%s %s", Ask(dbspan::process::ConnectRedis(), "PING").c_str(),
      Ask(dbspan::process::ConnectPostgres(), "SELECT 31").c_str());
  if (end == End::kAtOnce) _exit(5);
  if (end == End::kByExit) std::exit(6);
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  const pid_t parent = getpid();
  PGconn* const connection = dbspan::process::ConnectPostgres();
  for (End end : {End::kAtOnce, End::kByExit, End::kOutside}) {
    PQsetNoticeReceiver(connection, &OnNotice, &end);
    PQclear(PQexec(connection, "DO $$ BEGIN RAISE NOTICE 'noticed'; END $$"));
    if (getpid() != parent) _exit(7);
    Say("%s", Ask(connection, "SELECT 32").c_str());
  }
}
