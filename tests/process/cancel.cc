// pthread_cancel of threads that wait for an answer in a client.
#include "tests/process/cancels.h"
#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Cancel;
using dbspan::process::Say;
using dbspan::process::Unwound;

namespace {

void* InRedis(void* context) {
  const Unwound unwound{"redisCommand"};
  redisCommand(static_cast<redisContext*>(context), "BLPOP %s-never 60",
               dbspan::process::OwnName().c_str());
  return nullptr;
}
void* InRedisPipeline(void* data) {
  const Unwound unwound{"redisGetReply"};
  auto* context = static_cast<redisContext*>(data);
  redisAppendCommand(context, "PING");
  redisAppendCommand(context, "BLPOP %s-never 60", dbspan::process::OwnName().c_str());
  void* reply = nullptr;
  while (redisGetReply(context, &reply) == REDIS_OK) freeReplyObject(reply);
  return nullptr;
}
void* InPostgres(void* connection) {
  const Unwound unwound{"PQexec"};
  PQexec(static_cast<PGconn*>(connection), "SELECT pg_sleep(60)");
  return nullptr;
}
void* InPostgresResult(void* connection) {
  const Unwound unwound{"PQgetResult"};
  PQsendQuery(static_cast<PGconn*>(connection), "SELECT pg_sleep(60)");
  PQgetResult(static_cast<PGconn*>(connection));
  return nullptr;
}
void* InMySql(void* connection) {
  const Unwound unwound{"mysql_query"};
  mysql_query(static_cast<MYSQL*>(connection), "SELECT SLEEP(60)");
  return nullptr;
}
void* InMySqlStatement(void* connection) {
  const Unwound unwound{"mysql_stmt_execute"};
  MYSQL_STMT* statement = mysql_stmt_init(static_cast<MYSQL*>(connection));
  const std::string sql = "SELECT SLEEP(60)";
  mysql_stmt_prepare(statement, sql.data(), sql.size());
  mysql_stmt_execute(statement);
  return nullptr;
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  Cancel(&InRedis, dbspan::process::ConnectRedis());
  Cancel(&InRedisPipeline, dbspan::process::ConnectRedis());
  Cancel(&InPostgres, dbspan::process::ConnectPostgres());
  Cancel(&InPostgresResult, dbspan::process::ConnectPostgres());
  Cancel(&InMySql, dbspan::process::ConnectMySql());
  Cancel(&InMySqlStatement, dbspan::process::ConnectMySql());
  Say("%s", dbspan::process::Ask(dbspan::process::ConnectRedis(), "PING").c_str());
}
