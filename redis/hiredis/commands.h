#pragma once

#include <hiredis/hiredis.h>

#include <cstdarg>
#include <cstddef>

#include "redis/hiredis/real.h"

// What <dbspan/hiredis.h> redirects to, and what the symbol form puts in front of hiredis. Same
// signatures and results as hiredis's functions of these names.
extern "C" {
redisContext* dbspan_redisConnect(const char* host, int port) DBSPAN_REDIS_NAME(redisConnect);
redisContext* dbspan_redisConnectWithTimeout(const char* host, int port, struct timeval timeout)
    DBSPAN_REDIS_NAME(redisConnectWithTimeout);
redisContext* dbspan_redisConnectNonBlock(const char* host, int port)
    DBSPAN_REDIS_NAME(redisConnectNonBlock);
redisContext* dbspan_redisConnectBindNonBlock(const char* host, int port, const char* source)
    DBSPAN_REDIS_NAME(redisConnectBindNonBlock);
redisContext* dbspan_redisConnectBindNonBlockWithReuse(const char* host, int port,
                                                       const char* source)
    DBSPAN_REDIS_NAME(redisConnectBindNonBlockWithReuse);
redisContext* dbspan_redisConnectUnix(const char* path) DBSPAN_REDIS_NAME(redisConnectUnix);
redisContext* dbspan_redisConnectUnixWithTimeout(const char* path, struct timeval timeout)
    DBSPAN_REDIS_NAME(redisConnectUnixWithTimeout);
redisContext* dbspan_redisConnectUnixNonBlock(const char* path)
    DBSPAN_REDIS_NAME(redisConnectUnixNonBlock);
#if HIREDIS_MAJOR >= 1
redisContext* dbspan_redisConnectWithOptions(const redisOptions* options)
    DBSPAN_REDIS_NAME(redisConnectWithOptions);
redisContext* dbspan_redisConnectFd(redisFD fd) DBSPAN_REDIS_NAME(redisConnectFd);
redisFD dbspan_redisFreeKeepFd(redisContext* context) DBSPAN_REDIS_NAME(redisFreeKeepFd);
#else
redisContext* dbspan_redisConnectFd(int fd) DBSPAN_REDIS_NAME(redisConnectFd);
int dbspan_redisFreeKeepFd(redisContext* context) DBSPAN_REDIS_NAME(redisFreeKeepFd);
#endif
int dbspan_redisReconnect(redisContext* context) DBSPAN_REDIS_NAME(redisReconnect);
void dbspan_redisFree(redisContext* context) DBSPAN_REDIS_NAME(redisFree);
void* dbspan_redisvCommand(redisContext* context, const char* format, va_list arguments)
    DBSPAN_REDIS_NAME(redisvCommand);
void* dbspan_redisCommand(redisContext* context, const char* format, ...)
    DBSPAN_REDIS_NAME(redisCommand);
void* dbspan_redisCommandArgv(redisContext* context, int count, const char** arguments,
                              const size_t* lengths) DBSPAN_REDIS_NAME(redisCommandArgv);
int dbspan_redisvAppendCommand(redisContext* context, const char* format, va_list arguments)
    DBSPAN_REDIS_NAME(redisvAppendCommand);
int dbspan_redisAppendCommand(redisContext* context, const char* format, ...)
    DBSPAN_REDIS_NAME(redisAppendCommand);
int dbspan_redisAppendCommandArgv(redisContext* context, int count, const char** arguments,
                                  const size_t* lengths) DBSPAN_REDIS_NAME(redisAppendCommandArgv);
int dbspan_redisAppendFormattedCommand(redisContext* context, const char* command, size_t size)
    DBSPAN_REDIS_NAME(redisAppendFormattedCommand);
int dbspan_redisGetReply(redisContext* context, void** reply) DBSPAN_REDIS_NAME(redisGetReply);
int dbspan_redisGetReplyFromReader(redisContext* context, void** reply)
    DBSPAN_REDIS_NAME(redisGetReplyFromReader);
int dbspan_redisBufferRead(redisContext* context) DBSPAN_REDIS_NAME(redisBufferRead);
int dbspan_redisBufferWrite(redisContext* context, int* done) DBSPAN_REDIS_NAME(redisBufferWrite);
}
