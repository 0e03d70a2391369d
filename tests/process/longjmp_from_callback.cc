// A callback is left by longjmp, as by exceptions of Perl, Ruby and Lua. Later calls of the thread
// must work and be recorded as usual.
#include <csetjmp>

#include "tests/process/pg_case.h"

namespace {

std::jmp_buf outside;

void OnNotice(void* /*data*/, const PGresult* /*notice*/) { std::longjmp(outside, 1); }

}  // namespace

int main() {
  using dbspan::process::Ask;
  using dbspan::process::Say;
  const dbspan::process::Telemetry telemetry;
  static PGconn* connection;
  connection = dbspan::process::ConnectPostgres();
  PQsetNoticeReceiver(connection, &OnNotice, nullptr);
  if (setjmp(outside) == 0) {
    Say("%s", Ask(connection, "DO $$ BEGIN RAISE NOTICE 'n'; END $$").c_str());
  } else {
    Say("jumped");
  }
  PGconn* const other = dbspan::process::ConnectPostgres();
  for (int i = 0; i < 3; ++i) Say("%s", Ask(other, "SELECT 1").c_str());
  PQfinish(other);
}
