#include "library_above.h"

#include <stdlib.h>

struct LibraryAbove {
  redisContext* context;
};

LibraryAbove* LibraryAboveConnect(const char* host, int port) {
  LibraryAbove* library = malloc(sizeof *library);
  if (library != NULL) library->context = redisConnect(host, port);
  return library;
}

redisContext* LibraryAboveContext(LibraryAbove* library) { return library->context; }

redisReply* LibraryAboveCommand(LibraryAbove* library, const char* format, ...) {
  va_list arguments;
  void* reply = NULL;
  va_start(arguments, format);
  if (redisvAppendCommand(library->context, format, arguments) == REDIS_OK) {
    redisGetReply(library->context, &reply);
  }
  va_end(arguments);
  return reply;
}

void LibraryAboveFree(LibraryAbove* library) {
  redisFree(library->context);
  free(library);
}
