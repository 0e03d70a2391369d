#pragma once

#include <hiredis/async.h>

#include <cstdarg>
#include <cstddef>

#include "dbspan/version.h"
#include "redis/hiredis/real.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Another context begins at this address, or none: what an earlier one left there is gone. Returns
/// the context.
redisAsyncContext* ForgetEarlier(redisAsyncContext* context) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis

// What <dbspan/hiredis_async.h> redirects to. Same signatures and results as hiredis's functions of
// these names.
extern "C" {
redisAsyncContext* dbspan_redisAsyncConnect(const char* host, int port)
    DBSPAN_REDIS_NAME(redisAsyncConnect);
redisAsyncContext* dbspan_redisAsyncConnectBind(const char* host, int port, const char* source)
    DBSPAN_REDIS_NAME(redisAsyncConnectBind);
redisAsyncContext* dbspan_redisAsyncConnectBindWithReuse(const char* host, int port,
                                                         const char* source)
    DBSPAN_REDIS_NAME(redisAsyncConnectBindWithReuse);
redisAsyncContext* dbspan_redisAsyncConnectUnix(const char* path)
    DBSPAN_REDIS_NAME(redisAsyncConnectUnix);
#if HIREDIS_MAJOR >= 1
redisAsyncContext* dbspan_redisAsyncConnectWithOptions(const redisOptions* options)
    DBSPAN_REDIS_NAME(redisAsyncConnectWithOptions);
#endif
void dbspan_redisAsyncFree(redisAsyncContext* context) DBSPAN_REDIS_NAME(redisAsyncFree);
int dbspan_redisvAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                              const char* format, va_list arguments)
    DBSPAN_REDIS_NAME(redisvAsyncCommand);
int dbspan_redisAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                             const char* format, ...) DBSPAN_REDIS_NAME(redisAsyncCommand);
int dbspan_redisAsyncCommandArgv(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                                 int count, const char** arguments, const size_t* lengths)
    DBSPAN_REDIS_NAME(redisAsyncCommandArgv);
int dbspan_redisAsyncFormattedCommand(redisAsyncContext* context, redisCallbackFn* callback,
                                      void* data, const char* command, size_t size)
    DBSPAN_REDIS_NAME(redisAsyncFormattedCommand);
}
