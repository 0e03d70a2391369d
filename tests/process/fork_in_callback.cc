// A callback forks. The child uses connections of its own, and then ends by _exit or exit, or
// returns from the callback.
#include <fcntl.h>

#include "tests/process/forks.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Ask;
using dbspan::process::Say;

namespace {

enum class End { kAtOnce, kByExit, kOutside };

struct Noticed {
  PGconn* connection;
  End end;
};

// Replaces the socket in the child, so that it cannot read the rest of the answer, for which the
// parent waits.
void GiveUpSocket(PGconn* connection) {
  if (dup2(open("/dev/null", O_RDWR | O_CLOEXEC), PQsocket(connection)) < 0)
    dbspan::process::GiveUp("no /dev/null");
}

void OnNotice(void* data, const PGresult* /*notice*/) {
  const auto& [connection, end] = *static_cast<const Noticed*>(data);
  const pid_t child = fork();
  if (child != 0) return dbspan::process::Await(child);
  Say("%s %s", Ask(dbspan::process::ConnectRedis(), "PING").c_str(),
      Ask(dbspan::process::ConnectPostgres(), "SELECT 31").c_str());
  if (end == End::kAtOnce) _exit(5);
  if (end == End::kByExit) std::exit(6);
  GiveUpSocket(connection);
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  const pid_t parent = getpid();
  PGconn* const connection = dbspan::process::ConnectPostgres();
  for (const End end : {End::kAtOnce, End::kByExit, End::kOutside}) {
    Noticed noticed = {connection, end};
    PQsetNoticeReceiver(connection, &OnNotice, &noticed);
    PQclear(PQexec(connection, "DO $$ BEGIN RAISE NOTICE 'noticed'; END $$"));
    if (getpid() != parent) _exit(7);
    Say("%s", Ask(connection, "SELECT 32").c_str());
  }
}
