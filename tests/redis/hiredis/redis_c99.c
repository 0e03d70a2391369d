#include "redis_c99.h"

#include <dbspan/hiredis.h>

int ReadBackFromC(const char* host, int port) {
  int length = -1;
  redisContext* context = redisConnect(host, port);
  if (context == NULL || context->err != 0) return -1;
  freeReplyObject(redisCommand(context, "SET %s %s", "from:c", "four"));
  redisReply* reply = redisCommand(context, "GET %s", "from:c");
  if (reply != NULL && reply->type == REDIS_REPLY_STRING) length = (int)reply->len;
  freeReplyObject(reply);
  redisFree(context);
  return length;
}
