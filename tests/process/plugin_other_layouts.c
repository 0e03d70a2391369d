/* A plugin that defines client functions whose structures differ from those that dbspan was built
 * with: a hiredis of the other version (0.14 for 1.x, 1.x for 0.14), and a MySQL C API of the other
 * vendor. The functions make their answers without a server. dbspan must not read the structures.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hiredis/hiredis.h>

/* hiredis 1.x has a double between the integer and the length of a reply. */
#if HIREDIS_MAJOR >= 1
struct OtherReply {
  int type;
  long long integer;
  size_t len;
  char* str;
  size_t elements;
  struct OtherReply** element;
};
#else
struct OtherReply {
  int type;
  long long integer;
  double dval;
  size_t len;
  char* str;
  char vtype[4];
  size_t elements;
  struct OtherReply** element;
};
#endif

static void* Answer(const char* text) {
  struct OtherReply* reply = calloc(1, sizeof *reply);
  reply->type = 1;
  reply->len = strlen(text);
  reply->str = strdup(text);
  return reply;
}

/* dbspan must not read the fields of a context. All bytes are 0x5a, so that a pointer read from it
 * is not mapped. */
redisContext* redisConnect(const char* host, int port) {
  (void)host;
  (void)port;
  void* context = malloc(16);
  memset(context, 0x5a, 16);
  return context;
}
void redisFree(redisContext* context) { free(context); }
void* redisvCommand(redisContext* context, const char* format, va_list arguments) {
  (void)context;
  (void)arguments;
  return Answer(format);
}
void* redisCommand(redisContext* context, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  void* reply = redisvCommand(context, format, arguments);
  va_end(arguments);
  return reply;
}
void* redisCommandArgv(redisContext* context, int count, const char** texts,
                       const size_t* lengths) {
  (void)context;
  (void)count;
  (void)lengths;
  return Answer(texts[0]);
}
redisReader* redisReaderCreate(void) { return calloc(1, 512); }
void redisReaderFree(redisReader* reader) { free(reader); }
int redisReaderFeed(redisReader* reader, const char* bytes, size_t size) {
  (void)reader;
  (void)bytes;
  (void)size;
  return 0;
}
int redisReaderGetReply(redisReader* reader, void** reply) {
  (void)reader;
  *reply = Answer("bytes");
  return 0;
}

/* The C API. The function `mariadb_connection` distinguishes MariaDB's from MySQL's. */
#ifndef DBSPAN_BUILT_FOR_MARIADB
int mariadb_connection(void* connection) { return connection != NULL; }
#endif
unsigned long mysql_get_client_version(void) { return 80036; }
void* mysql_init(void* connection) {
  connection = malloc(16);
  memset(connection, 0x5a, 16);
  return connection;
}
void* mysql_real_connect(void* connection, const char* host, const char* user, const char* password,
                         const char* database, unsigned port, const char* socket,
                         unsigned long flags) {
  (void)host, (void)user, (void)password, (void)database, (void)port, (void)socket, (void)flags;
  return connection;
}
int mysql_real_query(void* connection, const char* sql, unsigned long length) {
  (void)connection;
  (void)length;
  return (int)strlen(sql);
}
int mysql_query(void* connection, const char* sql) {
  return mysql_real_query(connection, sql, strlen(sql));
}
void mysql_close(void* connection) { free(connection); }

static void Say(const char* what, const char* text) {
  char line[128];
  const int size = snprintf(line, sizeof line, "%s %s\n", what, text);
  if (write(STDOUT_FILENO, line, (size_t)size) < 0) abort();
}

void run_plugin(void) {
  redisContext* context = redisConnect("nowhere", 1);
  struct OtherReply* reply = redisCommand(context, "GET a");
  Say("hiredis:", reply->str);
  const char* texts[] = {"ECHO"};
  reply = redisCommandArgv(context, 1, texts, NULL);
  Say("hiredis:", reply->str);
  redisFree(context);
  void* connection = mysql_init(NULL);
  mysql_real_connect(connection, NULL, NULL, NULL, NULL, 0, NULL, 0);
  Say("C API:", mysql_query(connection, "SELECT 1") == 8 ? "8" : "not 8");
  mysql_close(connection);
}
