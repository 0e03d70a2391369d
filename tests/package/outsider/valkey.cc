#include <dbspan/options.h>
#include <dbspan/redis/instrumentation.h>
#include <dbspan/valkey.h>

bool valkey_works() {
  valkeyContext* context = valkeyConnect("127.0.0.1", 1);
  const bool refused = context != nullptr && context->err != 0;
  valkeyFree(context);
  return refused && dbspan::options<dbspan::Redis>().enabled;
}
