// A plugin that is linked with libpq.
#include "tests/process/pg_case.h"

namespace {

struct Alive {
  ~Alive() { dbspan::process::Say("the plugin goes"); }
} alive;

}  // namespace

extern "C" void run_plugin() {
  PGconn* const connection = dbspan::process::ConnectPostgres();
  dbspan::process::Say("%s", dbspan::process::Ask(connection, "SELECT 31").c_str());
  PQfinish(connection);
}
