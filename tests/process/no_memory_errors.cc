// Each allocation by operator new fails in turn while servers answer with errors. The clients are
// written in C and must behave as without dbspan.
#include <sys/socket.h>

#include <cstring>

#include "tests/process/failing_allocations.h"
#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Say;
using dbspan::process::until_failure;

namespace {

int CountError(redisReply* reply) {
  const int errors = reply != nullptr && reply->type == REDIS_REPLY_ERROR ? 1 : 0;
  freeReplyObject(reply);
  return errors;
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  redisContext* const redis = dbspan::process::ConnectRedis();
  PGconn* const postgres = dbspan::process::ConnectPostgres();
  MYSQL* const mysql = dbspan::process::ConnectMySql();
  // Calls that set up telemetry, with working allocations: no_memory tests failures in the set-up.
  Say("%s %s %s", dbspan::process::Ask(redis, "PING").c_str(),
      dbspan::process::Ask(postgres, "SELECT 1").c_str(),
      dbspan::process::Ask(mysql, "SELECT 2").c_str());
  for (int failing = 0; failing < 60; ++failing) {
    int errors = 0;
    // Errors of the server itself, and of a script.
    for (const char* command : {"NOSUCHCOMMAND %s", "EVAL %s 0"}) {
      until_failure = failing;
      void* const reply = redisCommand(redis, command, "return redis.error_reply('WRONGTYPE no')");
      until_failure = -1;
      errors += CountError(static_cast<redisReply*>(reply));
    }
    until_failure = failing;
    redisAppendCommand(redis, "NOSUCHCOMMAND");
    void* pipelined = nullptr;
    redisGetReply(redis, &pipelined);
    until_failure = -1;
    errors += CountError(static_cast<redisReply*>(pipelined));
    for (const char* sql : {"SELECT 1/0", "SELECT 'x'::integer", "SELECT * FROM missing"}) {
      until_failure = failing;
      PGresult* const result = PQexec(postgres, sql);
      until_failure = -1;
      errors += PQresultStatus(result) == PGRES_FATAL_ERROR ? 1 : 0;
      PQclear(result);
    }
    for (const char* sql : {"SELECT * FROM missing", "SELEC 1", "SELECT no_such_function(1)"}) {
      until_failure = failing;
      const int status = mysql_query(mysql, sql);
      until_failure = -1;
      errors += status != 0 ? 1 : 0;
    }
    MYSQL_STMT* const statement = mysql_stmt_init(mysql);
    constexpr const char* kWrong = "SELEC 1";
    until_failure = failing;
    errors += mysql_stmt_prepare(statement, kWrong, std::strlen(kWrong)) != 0 ? 1 : 0;
    until_failure = -1;
    mysql_stmt_close(statement);
    // A connection without an answer.
    redisContext* const broken = dbspan::process::ConnectRedis();
    shutdown(broken->fd, SHUT_RDWR);
    until_failure = failing;
    void* const none = redisCommand(broken, "PING");
    until_failure = -1;
    errors += none == nullptr ? 1 : 0;
    redisFree(broken);
    Say("%d: %d errors", failing, errors);
  }
  mysql_close(mysql);
  PQfinish(postgres);
  redisFree(redis);
}
