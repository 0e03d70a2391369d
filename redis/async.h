#pragma once

#include <hiredis/async.h>

#include <cstdarg>
#include <cstddef>

// What <dbspan/hiredis_async.h> redirects to. Same signatures and results as hiredis's functions of
// these names.
extern "C" {
redisAsyncContext* dbspan_redisAsyncConnect(const char* host, int port);
redisAsyncContext* dbspan_redisAsyncConnectBind(const char* host, int port, const char* source);
redisAsyncContext* dbspan_redisAsyncConnectBindWithReuse(const char* host, int port,
                                                         const char* source);
redisAsyncContext* dbspan_redisAsyncConnectUnix(const char* path);
#if HIREDIS_MAJOR >= 1
redisAsyncContext* dbspan_redisAsyncConnectWithOptions(const redisOptions* options);
#endif
void dbspan_redisAsyncFree(redisAsyncContext* context);
int dbspan_redisvAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                              const char* format, va_list arguments);
int dbspan_redisAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                             const char* format, ...);
int dbspan_redisAsyncCommandArgv(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                                 int count, const char** arguments, const size_t* lengths);
int dbspan_redisAsyncFormattedCommand(redisAsyncContext* context, redisCallbackFn* callback,
                                      void* data, const char* command, size_t size);
}
