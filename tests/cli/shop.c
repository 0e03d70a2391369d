/* A program without dbspan that uses Postgres and Redis, for the tests of `dbspan run`.
 *
 * - shop load COUNT: COUNT operations, alternately a SELECT of three rows that the server counts, a
 *   SET, a GET that hits, and a GET that misses.
 * - shop orders COUNT: a SELECT and a GET for each of COUNT orders (the N+1 pattern).
 * - shop two COUNT: the same with two statements that differ only in their columns.
 * - shop mended COUNT: one SELECT for all orders.
 *
 * DBSPAN_TEST_PG_URL, DBSPAN_TEST_REDIS_HOST and DBSPAN_TEST_REDIS_PORT are the servers. Exits with
 * 1 if a server refuses. */
#include <hiredis/hiredis.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static PGconn* postgres;
static redisContext* redis;

static void fail(const char* reason) {
  fprintf(stderr, "shop: %s\n", reason);
  exit(1);
}

static void ask(const char* statement) {
  PGresult* result = PQexec(postgres, statement);
  if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
    fail(PQerrorMessage(postgres));
  }
  PQclear(result);
}

static void command(const char* verb, const char* key, int number) {
  redisReply* reply = strcmp(verb, "SET") == 0 ? redisCommand(redis, "SET %s:%d x", key, number)
                                               : redisCommand(redis, "%s %s:%d", verb, key, number);
  if (reply == NULL || reply->type == REDIS_REPLY_ERROR) fail("redis");
  freeReplyObject(reply);
}

int main(int argc, char** argv) {
  if (argc != 3) fail("usage: shop load|orders|two|mended COUNT");
  const int count = atoi(argv[2]);
  postgres = PQconnectdb(getenv("DBSPAN_TEST_PG_URL"));
  if (PQstatus(postgres) != CONNECTION_OK) fail(PQerrorMessage(postgres));
  redis = redisConnect(getenv("DBSPAN_TEST_REDIS_HOST"), atoi(getenv("DBSPAN_TEST_REDIS_PORT")));
  if (redis == NULL || redis->err != 0) fail("redis");
  char statement[128];
  for (int i = 0; i < count; ++i) {
    if (strcmp(argv[1], "load") == 0) {
      const int number = (int)getpid() * 1000 + i / 4 % 1000;
      if (i % 4 == 0) ask("SELECT nextval('counted') FROM generate_series(1, 3)");
      if (i % 4 == 1) command("SET", "load", number);
      if (i % 4 == 2) command("GET", "load", number);
      if (i % 4 == 3) command("GET", "missing", number);
    } else if (strcmp(argv[1], "mended") == 0) {
      if (i > 0) continue;
      ask("SELECT relname FROM pg_class WHERE oid IN (1, 2, 3)");
      command("GET", "order", i);
    } else {
      snprintf(statement, sizeof statement, "SELECT relname FROM pg_class WHERE oid = %d", i);
      ask(statement);
      if (strcmp(argv[1], "two") == 0) {
        snprintf(statement, sizeof statement, "SELECT relkind FROM pg_class WHERE oid = %d", i);
        ask(statement);
      }
      command("GET", "order", i);
    }
  }
  redisFree(redis);
  PQfinish(postgres);
  return 0;
}
