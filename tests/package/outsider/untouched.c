/* A program that does not mention dbspan. The order of linking makes its calls go to dbspan. */
#include <hiredis/hiredis.h>

#include <stdio.h>

int main(void) {
  redisContext* context = redisConnect("127.0.0.1", 1);
  const int refused = context != NULL && context->err != 0;
  redisFree(context);
  printf("%s\n", refused ? "1 client works" : "nothing works");
  return refused ? 0 : 1;
}
