/* A library on hiredis that knows nothing of dbspan, as hiredis-cluster and redis-plus-plus are: C,
 * with calls in its header. */
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
