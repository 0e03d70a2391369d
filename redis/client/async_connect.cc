#include <memory>

#include "core/interpose/client_behind.h"
#include "core/interpose/errno_guard.h"
#include "redis/client/async_state.h"
#include "redis/client/functions.h"
#include "redis/client/subscription.h"

// Functions that make and free asynchronous contexts.
namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

/// Removes the state of an earlier context at this address. Returns `context`, which may be null.
NativeAsyncContext* ForgetEarlier(NativeAsyncContext* context) noexcept {
  const ErrnoGuard errno_guard;
  if (context == nullptr) return context;
  AsyncEndpoints::Instance().Forget(context);
  Subscriptions::Instance().Forget(context);
  return context;
}

}  // namespace

NativeAsyncContext* DBSPAN_OURS(AsyncConnect)(const char* host, int port) {
  DBSPAN_CLIENT_ENTER(AsyncConnect, host, port);
  return ForgetEarlier(real::AsyncConnect(host, port));
}

NativeAsyncContext* DBSPAN_OURS(AsyncConnectBind)(const char* host, int port, const char* source) {
  DBSPAN_CLIENT_ENTER(AsyncConnectBind, host, port, source);
  return ForgetEarlier(real::AsyncConnectBind(host, port, source));
}

NativeAsyncContext* DBSPAN_OURS(AsyncConnectBindWithReuse)(const char* host, int port,
                                                           const char* source) {
  DBSPAN_CLIENT_ENTER(AsyncConnectBindWithReuse, host, port, source);
  return ForgetEarlier(real::AsyncConnectBindWithReuse(host, port, source));
}

NativeAsyncContext* DBSPAN_OURS(AsyncConnectUnix)(const char* path) {
  DBSPAN_CLIENT_ENTER(AsyncConnectUnix, path);
  return ForgetEarlier(real::AsyncConnectUnix(path));
}

void DBSPAN_OURS(AsyncFree)(NativeAsyncContext* context) {
  DBSPAN_CLIENT_ENTER(AsyncFree, context);
  // They are destroyed after the context, because the client calls the callbacks once more. Within
  // a callback, it frees the context later.
  std::unique_ptr<ContextSubscriptions> forgotten;
  {
    const ErrnoGuard errno_guard;
    AsyncEndpoints::Instance().Forget(context);
    const bool now = context != nullptr && (context->c.flags & DBSPAN_CONSTANT(IN_CALLBACK)) == 0;
    if (now) forgotten = Subscriptions::Instance().Take(context);
  }
  real::AsyncFree(context);
  const ErrnoGuard errno_guard;
  forgotten.reset();
}

#ifdef DBSPAN_CLIENT_HAS_OPTIONS
NativeAsyncContext* DBSPAN_OURS(AsyncConnectWithOptions)(const NativeOptions* options) {
  DBSPAN_CLIENT_ENTER(AsyncConnectWithOptions, options);
  return ForgetEarlier(real::AsyncConnectWithOptions(options));
}
#endif

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
