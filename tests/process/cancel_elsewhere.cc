// pthread_cancel of threads that connect to a server that never answers, or wait for a result that
// never arrives.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/process/cancels.h"
#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Cancel;
using dbspan::process::Say;
using dbspan::process::Unwound;

namespace {

/// Returns a port that accepts connections and never answers.
int SilentPort() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, any, size) != 0 || listen(listener, 8) != 0)
    dbspan::process::GiveUp("no port");
  getsockname(listener, any, &size);
  return ntohs(address.sin_port);
}

const int silent_port = SilentPort();

void* InPostgresConnect(void* /*connection*/) {
  const Unwound unwound{"PQconnectdb"};
  const std::string options = "host=127.0.0.1 port=" + std::to_string(silent_port);
  PQconnectdb(options.c_str());
  return nullptr;
}
void* InPostgresCopy(void* connection) {
  const Unwound unwound{"PQgetCopyData"};
  auto* const postgres = static_cast<PGconn*>(connection);
  PQclear(PQexec(postgres, "COPY (SELECT 1 UNION ALL SELECT 2 FROM pg_sleep(60)) TO STDOUT"));
  char* row = nullptr;
  while (PQgetCopyData(postgres, &row, 0) > 0) PQfreemem(row);
  return nullptr;
}
void* InPostgresParams(void* connection) {
  const Unwound unwound{"PQexecParams"};
  PQexecParams(static_cast<PGconn*>(connection), "SELECT pg_sleep(60)", 0, nullptr, nullptr,
               nullptr, nullptr, 0);
  return nullptr;
}
void* InMySqlConnect(void* connection) {
  const Unwound unwound{"mysql_real_connect"};
  mysql_real_connect(static_cast<MYSQL*>(connection), "127.0.0.1", "nobody", "", nullptr,
                     static_cast<unsigned>(silent_port), nullptr, 0);
  return nullptr;
}
void* InMySqlRows(void* connection) {
  const Unwound unwound{"mysql_fetch_row"};
  auto* const mysql = static_cast<MYSQL*>(connection);
  mysql_query(mysql, "SELECT 1 UNION ALL SELECT SLEEP(60)");
  MYSQL_RES* const result = mysql_use_result(mysql);
  while (mysql_fetch_row(result) != nullptr) {
  }
  return nullptr;
}
void* InMySqlNextResult(void* connection) {
  const Unwound unwound{"mysql_next_result"};
  auto* const mysql = static_cast<MYSQL*>(connection);
  mysql_set_server_option(mysql, MYSQL_OPTION_MULTI_STATEMENTS_ON);
  mysql_query(mysql, "SELECT 1; SELECT SLEEP(60)");
  mysql_free_result(mysql_store_result(mysql));
  mysql_next_result(mysql);
  return nullptr;
}
void* InRedisArguments(void* context) {
  const Unwound unwound{"redisCommandArgv"};
  const std::string key = dbspan::process::OwnName() + "-never";
  const char* words[] = {"BLPOP", key.c_str(), "60"};
  // Call freeReplyObject, which dbspan does not replace, so that the linker keeps hiredis in all
  // forms.
  freeReplyObject(redisCommandArgv(static_cast<redisContext*>(context), 3, words, nullptr));
  return nullptr;
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  Cancel(&InPostgresConnect, nullptr);
  Cancel(&InPostgresCopy, dbspan::process::ConnectPostgres());
  Cancel(&InPostgresParams, dbspan::process::ConnectPostgres());
  Cancel(&InMySqlConnect, mysql_init(nullptr));
  Cancel(&InMySqlRows, dbspan::process::ConnectMySql());
  Cancel(&InMySqlNextResult, dbspan::process::ConnectMySql());
  Cancel(&InRedisArguments, dbspan::process::ConnectRedis());
  Say("%s", dbspan::process::Ask(dbspan::process::ConnectPostgres(), "SELECT 24").c_str());
}
