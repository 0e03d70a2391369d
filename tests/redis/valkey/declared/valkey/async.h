/* Declarations of libvalkey's asynchronous API from its documentation, like those in valkey.h. */
#ifndef VALKEY_ASYNC_H
#define VALKEY_ASYNC_H

#include <valkey/valkey.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct valkeyAsyncContext {
  valkeyContext c;
  int err;
  char* errstr;
} valkeyAsyncContext;

typedef void(valkeyCallbackFn)(valkeyAsyncContext* context, void* reply, void* data);

valkeyAsyncContext* valkeyAsyncConnectWithOptions(const valkeyOptions* options);
valkeyAsyncContext* valkeyAsyncConnect(const char* host, int port);
valkeyAsyncContext* valkeyAsyncConnectBind(const char* host, int port, const char* source);
valkeyAsyncContext* valkeyAsyncConnectBindWithReuse(const char* host, int port, const char* source);
valkeyAsyncContext* valkeyAsyncConnectUnix(const char* path);
void valkeyAsyncFree(valkeyAsyncContext* context);
int valkeyvAsyncCommand(valkeyAsyncContext* context, valkeyCallbackFn* callback, void* data,
                        const char* format, va_list arguments);
int valkeyAsyncCommand(valkeyAsyncContext* context, valkeyCallbackFn* callback, void* data,
                       const char* format, ...);
int valkeyAsyncCommandArgv(valkeyAsyncContext* context, valkeyCallbackFn* callback, void* data,
                           int count, const char** arguments, const size_t* lengths);
int valkeyAsyncFormattedCommand(valkeyAsyncContext* context, valkeyCallbackFn* callback, void* data,
                                const char* command, size_t size);

#ifdef __cplusplus
}
#endif

#endif
