// A program with dbspan linked in: it traces libpq through the symbol form and hiredis through the
// header form. copies_test.cc runs it and preloads dbspan as well.
#include <dbspan/hiredis.h>
#include <dbspan/sdk/setup.h>
#include <dbspan/suppression.h>
#include <libpq-fe.h>

#include <cstdlib>

int main(int /*count*/, char** arguments) {
  const auto providers = dbspan::sdk::setup("copies");
  PGconn* connection = PQconnectdb(arguments[1]);
  PQclear(PQexec(connection, "SELECT 1 FROM pg_class LIMIT 1"));
  PQsendQuery(connection, "SELECT 1 FROM pg_type LIMIT 1");
  while (PGresult* result = PQgetResult(connection)) PQclear(result);
  {
    const dbspan::SuppressInstrumentation quiet;
    PQclear(PQexec(connection, "SELECT 1 FROM pg_index LIMIT 1"));
  }
  PQfinish(connection);
  redisContext* context = redisConnect(arguments[2], std::atoi(arguments[3]));
  freeReplyObject(redisCommand(context, "PING"));
  redisAppendCommand(context, "ECHO a");
  redisAppendCommand(context, "ECHO b");
  for (int i = 0; i < 2; ++i) {
    void* reply = nullptr;
    redisGetReply(context, &reply);
    freeReplyObject(reply);
  }
  redisFree(context);
}
