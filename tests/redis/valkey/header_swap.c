/* A C99 program that uses libvalkey, with only its include replaced. */
#include <dbspan/valkey_async.h>

void Use(valkeyContext* context, valkeyAsyncContext* asynchronous, valkeyOptions* options);

void Use(valkeyContext* context, valkeyAsyncContext* asynchronous, valkeyOptions* options) {
  freeReplyObject(valkeyCommand(context, "GET %s", "k"));
  valkeyAsyncCommand(asynchronous, 0, 0, "GET %s", "k");
  valkeyFree(valkeyConnectWithOptions(options));
}
