#include "redis/hiredis/connect_span.h"

#include "dbspan/redis/instrumentation.h"
#include "redis/hiredis/context_state.h"
#include "redis/hiredis/outcome.h"
#include "redis/hiredis/real.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

void RecordConnect(const redisContext& context,
                   std::chrono::steady_clock::time_point since) noexcept try {
  const ContextState* state = ContextRegistry::Instance().Find(&context);
  if (state == nullptr || !state->instrumenter->options().connect_spans) return;
  OperationSpan operation =
      state->instrumenter->Start([&] { return NamedOperation(state->endpoint, "CONNECT", since); });
  operation.EndWith([&] {
    if (context.err == 0) return Outcome{};
    return OutcomeOfConnecting(OutcomeOfContextError(context.err, context.errstr));
  });
} catch (...) {  // a lost span, not a lost connection
}

redisContext* Remembered(redisContext* context, std::shared_ptr<const Instrumenter> own) noexcept {
  const ErrnoGuard errno_guard;
  ContextRegistry::Instance().Add(context, std::move(own));
  return context;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
