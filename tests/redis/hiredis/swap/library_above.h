/* A C library above hiredis that does not use dbspan, similar to hiredis-cluster and
   redis-plus-plus: its header calls hiredis, too. */
#pragma once

#include <hiredis/hiredis.h>
#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct LibraryAbove LibraryAbove;

LibraryAbove* LibraryAboveConnect(const char* host, int port);
redisContext* LibraryAboveContext(LibraryAbove* library);
redisReply* LibraryAboveCommand(LibraryAbove* library, const char* format, ...);
void LibraryAboveFree(LibraryAbove* library);

static inline redisReply* LibraryAboveGet(LibraryAbove* library, const char* key) {
  return (redisReply*)redisCommand(LibraryAboveContext(library), "GET %s", key);
}

#ifdef __cplusplus
}
#endif
