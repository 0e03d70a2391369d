#pragma once

#include <hiredis/hiredis.h>

#include <cstdarg>
#include <cstddef>

// What <dbspan/hiredis.h> redirects to. Same signatures and results as hiredis's functions of these
// names.
extern "C" {
redisContext* dbspan_redisConnect(const char* host, int port);
redisContext* dbspan_redisConnectWithTimeout(const char* host, int port, struct timeval timeout);
redisContext* dbspan_redisConnectNonBlock(const char* host, int port);
redisContext* dbspan_redisConnectBindNonBlock(const char* host, int port, const char* source);
redisContext* dbspan_redisConnectBindNonBlockWithReuse(const char* host, int port,
                                                       const char* source);
redisContext* dbspan_redisConnectUnix(const char* path);
redisContext* dbspan_redisConnectUnixWithTimeout(const char* path, struct timeval timeout);
redisContext* dbspan_redisConnectUnixNonBlock(const char* path);
#if HIREDIS_MAJOR >= 1
redisContext* dbspan_redisConnectFd(redisFD fd);
redisFD dbspan_redisFreeKeepFd(redisContext* context);
#else
redisContext* dbspan_redisConnectFd(int fd);
int dbspan_redisFreeKeepFd(redisContext* context);
#endif
int dbspan_redisReconnect(redisContext* context);
void dbspan_redisFree(redisContext* context);
void* dbspan_redisvCommand(redisContext* context, const char* format, va_list arguments);
void* dbspan_redisCommand(redisContext* context, const char* format, ...);
void* dbspan_redisCommandArgv(redisContext* context, int count, const char** arguments,
                              const size_t* lengths);
int dbspan_redisvAppendCommand(redisContext* context, const char* format, va_list arguments);
int dbspan_redisAppendCommand(redisContext* context, const char* format, ...);
int dbspan_redisAppendCommandArgv(redisContext* context, int count, const char** arguments,
                                  const size_t* lengths);
int dbspan_redisAppendFormattedCommand(redisContext* context, const char* command, size_t size);
int dbspan_redisGetReply(redisContext* context, void** reply);
}
