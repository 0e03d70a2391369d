// Programs look up newer functions of a client by dlsym, and do not use those that it lacks. dbspan
// must not offer functions that the client does not have.
#include <dlfcn.h>
#include <stdlib.h>

#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Say;

extern "C" {
[[gnu::weak]] PGresult* PQclosePrepared(PGconn* connection, const char* name);
[[gnu::weak]] int PQsendPipelineSync(PGconn* connection);
[[gnu::weak]] int PQsendClosePortal(PGconn* connection, const char* name);
}

namespace {

void Look(const char* name) {
  Say("%s: %s", name, dlsym(RTLD_DEFAULT, name) == nullptr ? "no" : "yes");
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  for (const char* name :
       {"PQexec", "PQpipelineSync", "PQclosePrepared", "PQsendClosePrepared", "PQsendClosePortal",
        "PQsendPipelineSync", "redisCommand", "redisConnectWithOptions",
        "redisAsyncConnectWithOptions", "mysql_real_query", "mysql_real_query_start",
        "mysql_real_query_nonblocking", "mysql_bind_param"}) {
    Look(name);
  }
  Say("%d %d %d", PQclosePrepared != nullptr, PQsendPipelineSync != nullptr,
      PQsendClosePortal != nullptr);
  Say("%s", dbspan::process::Ask(dbspan::process::ConnectPostgres(), "SELECT 1").c_str());
  Say("%s", dbspan::process::Ask(dbspan::process::ConnectRedis(), "ECHO 2").c_str());
  Say("%s", dbspan::process::Ask(dbspan::process::ConnectMySql(), "SELECT 3").c_str());
}
