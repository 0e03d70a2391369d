// Callbacks of all clients are left by longjmp, as by exceptions of Perl, Ruby and Lua. Later calls
// of the thread must work and be recorded as usual.
#include <hiredis/async.h>

#include <csetjmp>

#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Ask;
using dbspan::process::Say;

namespace {

std::jmp_buf outside;

// Calls `leave`, whose callback jumps here.
template <typename Leave>
void JumpOut(const char* callback, const Leave& leave) {
  if (setjmp(outside) == 0) {
    leave();
    Say("the %s returned", callback);
  } else {
    Say("jumped out of the %s", callback);
  }
}

void OnNotice(void* /*data*/, const PGresult* /*notice*/) { std::longjmp(outside, 1); }

int OpenFile(void** /*file*/, const char* /*name*/, void* /*data*/) { return 0; }
int ReadFile(void* /*file*/, char* /*buffer*/, unsigned int /*size*/) { std::longjmp(outside, 1); }
void CloseFile(void* /*file*/) {}
int FileError(void* /*file*/, char* /*message*/, unsigned int /*size*/) { return 0; }

void OnReply(redisAsyncContext* /*context*/, void* /*reply*/, void* /*data*/) {
  std::longjmp(outside, 1);
}

redisAsyncContext* ConnectRedisAsync() {
  char host[128];
  int port = 0;
  const char* url = std::getenv("DBSPAN_TEST_REDIS_URL");
  if (url == nullptr || std::sscanf(url, "redis://%127[^:]:%d", host, &port) != 2) {
    dbspan::process::GiveUp("DBSPAN_TEST_REDIS_URL is not set");
  }
  return redisAsyncConnect(host, port);
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  // Connections in the middle of an operation, which the program cannot use any more.
  static PGconn* const postgres = dbspan::process::ConnectPostgres();
  static MYSQL* const mysql = dbspan::process::ConnectMySql();
  static redisAsyncContext* const redis = ConnectRedisAsync();

  PQsetNoticeReceiver(postgres, &OnNotice, nullptr);
  JumpOut("notice receiver", [] { Ask(postgres, "DO $$ BEGIN RAISE NOTICE 'n'; END $$"); });

  static const std::string table = dbspan::process::OwnName();
  Ask(mysql, ("CREATE TEMPORARY TABLE " + table + " (a INT)").c_str());
  mysql_set_local_infile_handler(mysql, &OpenFile, &ReadFile, &CloseFile, &FileError, nullptr);
  JumpOut("handler of files",
          [] { Ask(mysql, ("LOAD DATA LOCAL INFILE 'x' INTO TABLE " + table).c_str()); });

  redisAsyncCommand(redis, &OnReply, nullptr, "PING");
  JumpOut("callback for a reply", [] {
    for (int i = 0; i < 1000; ++i) {
      redisAsyncHandleWrite(redis);
      usleep(1000);
      redisAsyncHandleRead(redis);
    }
  });

  PGconn* const other_postgres = dbspan::process::ConnectPostgres();
  MYSQL* const other_mysql = dbspan::process::ConnectMySql();
  redisContext* const other_redis = dbspan::process::ConnectRedis();
  for (int i = 0; i < 3; ++i) {
    Say("%s %s %s", Ask(other_postgres, "SELECT 1").c_str(), Ask(other_mysql, "SELECT 2").c_str(),
        Ask(other_redis, "ECHO 3").c_str());
  }
  PQfinish(other_postgres);
  mysql_close(other_mysql);
  redisFree(other_redis);
}
