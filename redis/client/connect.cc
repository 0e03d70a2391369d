// Connecting and freeing, which create and destroy the state of a context.
#include "redis/client/connect.h"

#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/span/outcome.h"
#include "dbspan/detail/named_operation.h"
#include "dbspan/options.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/client/functions.h"
#include "redis/client/outcome.h"
#include "redis/client/state.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

void Forget(const NativeContext* context) noexcept {
  const ErrnoGuard errno_guard;
  ContextRegistry::Instance().Remove(context);
}

}  // namespace

void RecordConnect(const NativeContext& context,
                   std::chrono::steady_clock::time_point since) noexcept try {
  const ContextState* state = ContextRegistry::Instance().Find(&context);
  if (state == nullptr || !state->instrumenter->options().connect_spans) return;
  detail::OperationSpan operation = state->instrumenter->Start(
      [&] { return detail::NamedOperation(state->endpoint, "CONNECT", since); });
  operation.EndWith([&] {
    if (context.err == 0) return Outcome{};
    return OutcomeOfConnecting(OutcomeOfError(context));
  });
} catch (...) {  // the span is lost, the connection is not
}

NativeContext* Remember(NativeContext* context, std::shared_ptr<const Instrumenter> own) noexcept {
  const ErrnoGuard errno_guard;
  ContextRegistry::Instance().Add(context, std::move(own));
  return context;
}

NativeContext* ConnectToHost(const char* host, int port, const timeval* timeout) {
  if (timeout == nullptr) return real::Connect(host, port);
  return real::ConnectWithTimeout(host, port, *timeout);
}

NativeContext* ConnectToPath(const char* path, const timeval* timeout) {
  if (timeout == nullptr) return real::ConnectUnix(path);
  return real::ConnectUnixWithTimeout(path, *timeout);
}

NativeContext* DBSPAN_OURS(Connect)(const char* host, int port) {
  DBSPAN_CLIENT_ENTER(Connect, host, port);
  return ConnectTraced([&] { return real::Connect(host, port); });
}

NativeContext* DBSPAN_OURS(ConnectWithTimeout)(const char* host, int port, struct timeval timeout) {
  DBSPAN_CLIENT_ENTER(ConnectWithTimeout, host, port, timeout);
  return ConnectTraced([&] { return real::ConnectWithTimeout(host, port, timeout); });
}

NativeContext* DBSPAN_OURS(ConnectNonBlock)(const char* host, int port) {
  DBSPAN_CLIENT_ENTER(ConnectNonBlock, host, port);
  return Remember(real::ConnectNonBlock(host, port));
}

NativeContext* DBSPAN_OURS(ConnectBindNonBlock)(const char* host, int port, const char* source) {
  DBSPAN_CLIENT_ENTER(ConnectBindNonBlock, host, port, source);
  return Remember(real::ConnectBindNonBlock(host, port, source));
}

NativeContext* DBSPAN_OURS(ConnectBindNonBlockWithReuse)(const char* host, int port,
                                                         const char* source) {
  DBSPAN_CLIENT_ENTER(ConnectBindNonBlockWithReuse, host, port, source);
  return Remember(real::ConnectBindNonBlockWithReuse(host, port, source));
}

NativeContext* DBSPAN_OURS(ConnectUnix)(const char* path) {
  DBSPAN_CLIENT_ENTER(ConnectUnix, path);
  return ConnectTraced([&] { return real::ConnectUnix(path); });
}

NativeContext* DBSPAN_OURS(ConnectUnixWithTimeout)(const char* path, struct timeval timeout) {
  DBSPAN_CLIENT_ENTER(ConnectUnixWithTimeout, path, timeout);
  return ConnectTraced([&] { return real::ConnectUnixWithTimeout(path, timeout); });
}

NativeContext* DBSPAN_OURS(ConnectUnixNonBlock)(const char* path) {
  DBSPAN_CLIENT_ENTER(ConnectUnixNonBlock, path);
  return Remember(real::ConnectUnixNonBlock(path));
}

NativeContext* DBSPAN_OURS(ConnectFd)(NativeFd fd) {
  DBSPAN_CLIENT_ENTER(ConnectFd, fd);
  return Remember(real::ConnectFd(fd));
}

NativeFd DBSPAN_OURS(FreeKeepFd)(NativeContext* context) {
  DBSPAN_CLIENT_ENTER(FreeKeepFd, context);
  Forget(context);
  return real::FreeKeepFd(context);
}

int DBSPAN_OURS(Reconnect)(NativeContext* context) {
  DBSPAN_CLIENT_ENTER(Reconnect, context);
  const ContextState* const known = ContextRegistry::Instance().Find(context);
  auto own = known == nullptr ? nullptr : known->instrumenter;
  Forget(context);  // pending commands are lost, and the database is 0 again
  int status = kFailed;
  const auto reconnect = [&] {
    status = real::Reconnect(context);
    return context;
  };
  ConnectTraced(reconnect, std::move(own));
  return status;
}

void DBSPAN_OURS(Free)(NativeContext* context) {
  DBSPAN_CLIENT_ENTER(Free, context);
  Forget(context);
  real::Free(context);
}

#ifdef DBSPAN_CLIENT_HAS_OPTIONS
NativeContext* DBSPAN_OURS(ConnectWithOptions)(const NativeOptions* options) {
  DBSPAN_CLIENT_ENTER(ConnectWithOptions, options);
  // A nonblocking context is not connected yet.
  if ((options->options & kNonBlocking) != 0) return Remember(real::ConnectWithOptions(options));
  return ConnectTraced([&] { return real::ConnectWithOptions(options); });
}
#endif

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
