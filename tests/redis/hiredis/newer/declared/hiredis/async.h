/* The asynchronous API of hiredis 1.3, like hiredis.h. */
#ifndef __HIREDIS_ASYNC_H
#define __HIREDIS_ASYNC_H

#include <hiredis/hiredis.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct redisAsyncContext {
  redisContext c;
  int err;
  char* errstr;
  void* data;
} redisAsyncContext;

typedef void(redisCallbackFn)(redisAsyncContext* context, void* reply, void* data);
typedef void(redisDisconnectCallback)(const redisAsyncContext* context, int status);
typedef void(redisConnectCallback)(const redisAsyncContext* context, int status);
typedef void(redisConnectCallbackNC)(redisAsyncContext* context, int status);

redisAsyncContext* redisAsyncConnectWithOptions(const redisOptions* options);
redisAsyncContext* redisAsyncConnect(const char* host, int port);
redisAsyncContext* redisAsyncConnectBind(const char* host, int port, const char* source);
redisAsyncContext* redisAsyncConnectBindWithReuse(const char* host, int port, const char* source);
redisAsyncContext* redisAsyncConnectUnix(const char* path);
int redisAsyncSetConnectCallback(redisAsyncContext* context, redisConnectCallback* callback);
int redisAsyncSetConnectCallbackNC(redisAsyncContext* context, redisConnectCallbackNC* callback);
int redisAsyncSetDisconnectCallback(redisAsyncContext* context, redisDisconnectCallback* callback);
redisAsyncPushFn* redisAsyncSetPushCallback(redisAsyncContext* context, redisAsyncPushFn* callback);
int redisAsyncSetTimeout(redisAsyncContext* context, struct timeval timeout);
void redisAsyncDisconnect(redisAsyncContext* context);
void redisAsyncFree(redisAsyncContext* context);
void redisAsyncHandleRead(redisAsyncContext* context);
void redisAsyncHandleWrite(redisAsyncContext* context);
void redisAsyncHandleTimeout(redisAsyncContext* context);
void redisAsyncRead(redisAsyncContext* context);
void redisAsyncWrite(redisAsyncContext* context);
int redisvAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                       const char* format, va_list arguments);
int redisAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                      const char* format, ...);
int redisAsyncCommandArgv(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                          int count, const char** arguments, const size_t* lengths);
int redisAsyncFormattedCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                               const char* command, size_t size);

#ifdef __cplusplus
}
#endif

#endif
