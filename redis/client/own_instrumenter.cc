// Defines `UseInstrumenter`, which gives a connection an instrumenter of its own, for the contexts
// of this client.
#include <memory>
#include <utility>

#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/client/async_state.h"
#include "redis/client/native.h"
#include "redis/client/state.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

// Declared here because the public declarations are in a different header for each client:
// <dbspan/redis/context.h> and async_context.h, or <dbspan/valkey_instrumenter.h>.
void UseInstrumenter(DBSPAN_CLIENT_NAMESPACE::NativeContext* context,
                     std::shared_ptr<const Instrumenter> instrumenter);
void UseInstrumenter(DBSPAN_CLIENT_NAMESPACE::NativeAsyncContext* context,
                     std::shared_ptr<const Instrumenter> instrumenter);

void UseInstrumenter(DBSPAN_CLIENT_NAMESPACE::NativeContext* context,
                     std::shared_ptr<const Instrumenter> instrumenter) {
  DBSPAN_CLIENT_NAMESPACE::ContextState* const state =
      DBSPAN_CLIENT_NAMESPACE::ContextRegistry::Instance().Find(context);
  if (state == nullptr) return;
  if (!state->pipeline.idle()) state->in_doubt = true;
  state->pipeline.FailAll({});  // the operations in it refer to the previous instrumenter
  if (instrumenter == nullptr) instrumenter = Redis::instrumenter().Get();
  state->instrumenter = std::move(instrumenter);
}

void UseInstrumenter(DBSPAN_CLIENT_NAMESPACE::NativeAsyncContext* context,
                     std::shared_ptr<const Instrumenter> instrumenter) {
  if (context == nullptr) return;
  DBSPAN_CLIENT_NAMESPACE::AsyncEndpoints::Instance().SetInstrumenter(*context,
                                                                      std::move(instrumenter));
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
