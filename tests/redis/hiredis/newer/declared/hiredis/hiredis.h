/* The synchronous API of hiredis 1.3 as its documentation describes it, as far as dbspan and its
 * users need it, because Debian 12 has hiredis 0.14. Nothing that is compiled with this runs.
 */
#ifndef __HIREDIS_H
#define __HIREDIS_H

#include <stdarg.h>
#include <stddef.h>
#include <sys/time.h>

#define HIREDIS_MAJOR 1
#define HIREDIS_MINOR 3
#define HIREDIS_PATCH 0

#define REDIS_OK 0
#define REDIS_ERR (-1)
#define REDIS_BLOCK 0x1
#define REDIS_CONNECTED 0x2
#define REDIS_NO_AUTO_FREE_REPLIES 0x400
#define REDIS_OPT_NONBLOCK 0x01
#define REDIS_OPT_NO_PUSH_AUTOFREE 0x08
#define REDIS_OPT_PREFER_IPV4 0x20
#define REDIS_OPT_SET_SOCK_CLOEXEC 0x80 /* 1.5 */

#define REDIS_ERR_IO 1
#define REDIS_ERR_EOF 3
#define REDIS_ERR_PROTOCOL 4
#define REDIS_ERR_OOM 5
#define REDIS_ERR_TIMEOUT 6
#define REDIS_ERR_OTHER 2

#define REDIS_REPLY_STRING 1
#define REDIS_REPLY_ARRAY 2
#define REDIS_REPLY_INTEGER 3
#define REDIS_REPLY_NIL 4
#define REDIS_REPLY_STATUS 5
#define REDIS_REPLY_ERROR 6
#define REDIS_REPLY_DOUBLE 7
#define REDIS_REPLY_BOOL 8
#define REDIS_REPLY_MAP 9
#define REDIS_REPLY_SET 10
#define REDIS_REPLY_ATTR 11
#define REDIS_REPLY_PUSH 12
#define REDIS_REPLY_BIGNUM 13
#define REDIS_REPLY_VERB 14

#ifdef __cplusplus
extern "C" {
#endif

struct redisAsyncContext;
typedef void(redisPushFn)(void*, void*);
typedef void(redisAsyncPushFn)(struct redisAsyncContext*, void*);
typedef int redisFD;
enum redisConnectionType { REDIS_CONN_TCP, REDIS_CONN_UNIX, REDIS_CONN_USERFD };

typedef struct redisReply {
  int type;
  long long integer;
  double dval;
  size_t len;
  char* str;
  char vtype[4];
  size_t elements;
  struct redisReply** element;
} redisReply;

typedef struct redisReplyObjectFunctions {
  void (*freeObject)(void* reply);
} redisReplyObjectFunctions;

typedef struct redisReadTask {
  int idx;
} redisReadTask;

typedef struct redisReader {
  char* buf;
  size_t pos;
  size_t len;
  redisReadTask** task;
  int ridx;
  redisReplyObjectFunctions* fn;
  long long maxelements;
  int maxdepth; /* 1.5 */
} redisReader;

typedef struct {
  int type;
  int options;
  const struct timeval* connect_timeout;
  const struct timeval* command_timeout;
  union {
    struct {
      const char* source_addr;
      const char* ip;
      int port;
    } tcp;
    const char* unix_socket;
    redisFD fd;
  } endpoint;
  void* privdata;
  void (*free_privdata)(void*);
  redisPushFn* push_cb;
  redisAsyncPushFn* async_push_cb;
} redisOptions;

typedef struct redisContext {
  int err;
  char errstr[128];
  redisFD fd;
  int flags;
  char* obuf;
  redisReader* reader;
  enum redisConnectionType connection_type;
  struct {
    char* host;
    char* source_addr;
    int port;
  } tcp;
  struct {
    char* path;
  } unix_sock;
  redisPushFn* push_cb;
} redisContext;

redisReader* redisReaderCreate(void);
redisReader* redisReaderCreateWithFunctions(redisReplyObjectFunctions* functions);
void redisReaderFree(redisReader* reader);
int redisReaderFeed(redisReader* reader, const char* bytes, size_t size);
int redisReaderGetReply(redisReader* reader, void** reply);
int redisvFormatCommand(char** target, const char* format, va_list arguments);
int redisFormatCommand(char** target, const char* format, ...);
long long redisFormatCommandArgv(char** target, int count, const char** arguments,
                                 const size_t* lengths);
void redisFreeCommand(char* command);
void freeReplyObject(void* reply);

redisContext* redisConnectWithOptions(const redisOptions* options);
redisContext* redisConnect(const char* host, int port);
redisContext* redisConnectWithTimeout(const char* host, int port, const struct timeval timeout);
redisContext* redisConnectNonBlock(const char* host, int port);
redisContext* redisConnectBindNonBlock(const char* host, int port, const char* source);
redisContext* redisConnectBindNonBlockWithReuse(const char* host, int port, const char* source);
redisContext* redisConnectUnix(const char* path);
redisContext* redisConnectUnixWithTimeout(const char* path, const struct timeval timeout);
redisContext* redisConnectUnixNonBlock(const char* path);
redisContext* redisConnectFd(redisFD fd);
int redisReconnect(redisContext* context);
redisPushFn* redisSetPushCallback(redisContext* context, redisPushFn* callback);
int redisSetTimeout(redisContext* context, const struct timeval timeout);
int redisEnableKeepAlive(redisContext* context);
int redisEnableKeepAliveWithInterval(redisContext* context, int interval);
int redisSetTcpUserTimeout(redisContext* context, unsigned int timeout);
void redisFree(redisContext* context);
redisFD redisFreeKeepFd(redisContext* context);
int redisBufferRead(redisContext* context);
int redisBufferWrite(redisContext* context, int* done);
int redisGetReply(redisContext* context, void** reply);
int redisGetReplyFromReader(redisContext* context, void** reply);
int redisAppendFormattedCommand(redisContext* context, const char* command, size_t size);
int redisvAppendCommand(redisContext* context, const char* format, va_list arguments);
int redisAppendCommand(redisContext* context, const char* format, ...);
int redisAppendCommandArgv(redisContext* context, int count, const char** arguments,
                           const size_t* lengths);
void* redisvCommand(redisContext* context, const char* format, va_list arguments);
void* redisCommand(redisContext* context, const char* format, ...);
void* redisCommandArgv(redisContext* context, int count, const char** arguments,
                       const size_t* lengths);

#ifdef __cplusplus
}
#endif

#endif
