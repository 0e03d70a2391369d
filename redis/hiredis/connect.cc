// Connecting and freeing: where the state of a context is born and dies.
#include <utility>

#include "core/interpose/errno_guard.h"
#include "redis/hiredis/commands.h"
#include "redis/hiredis/connect_span.h"
#include "redis/hiredis/context_state.h"

namespace {

namespace real = dbspan::redis::real;
using dbspan::redis::Connected;
using dbspan::redis::ContextRegistry;
using dbspan::redis::ContextState;
using dbspan::redis::Remembered;

void Forget(const redisContext* context) noexcept {
  const dbspan::ErrnoGuard errno_guard;
  ContextRegistry::Instance().Remove(context);
}

}  // namespace

redisContext* dbspan_redisConnect(const char* host, int port) {
  DBSPAN_REDIS_ENTER(redisConnect, host, port);
  return Connected([&] { return real::redisConnect(host, port); });
}

redisContext* dbspan_redisConnectWithTimeout(const char* host, int port, struct timeval timeout) {
  DBSPAN_REDIS_ENTER(redisConnectWithTimeout, host, port, timeout);
  return Connected([&] { return real::redisConnectWithTimeout(host, port, timeout); });
}

redisContext* dbspan_redisConnectNonBlock(const char* host, int port) {
  DBSPAN_REDIS_ENTER(redisConnectNonBlock, host, port);
  return Remembered(real::redisConnectNonBlock(host, port));
}

redisContext* dbspan_redisConnectBindNonBlock(const char* host, int port, const char* source) {
  DBSPAN_REDIS_ENTER(redisConnectBindNonBlock, host, port, source);
  return Remembered(real::redisConnectBindNonBlock(host, port, source));
}

redisContext* dbspan_redisConnectBindNonBlockWithReuse(const char* host, int port,
                                                       const char* source) {
  DBSPAN_REDIS_ENTER(redisConnectBindNonBlockWithReuse, host, port, source);
  return Remembered(real::redisConnectBindNonBlockWithReuse(host, port, source));
}

redisContext* dbspan_redisConnectUnix(const char* path) {
  DBSPAN_REDIS_ENTER(redisConnectUnix, path);
  return Connected([&] { return real::redisConnectUnix(path); });
}

redisContext* dbspan_redisConnectUnixWithTimeout(const char* path, struct timeval timeout) {
  DBSPAN_REDIS_ENTER(redisConnectUnixWithTimeout, path, timeout);
  return Connected([&] { return real::redisConnectUnixWithTimeout(path, timeout); });
}

redisContext* dbspan_redisConnectUnixNonBlock(const char* path) {
  DBSPAN_REDIS_ENTER(redisConnectUnixNonBlock, path);
  return Remembered(real::redisConnectUnixNonBlock(path));
}

#if HIREDIS_MAJOR >= 1
redisContext* dbspan_redisConnectFd(redisFD fd) {
  DBSPAN_REDIS_ENTER(redisConnectFd, fd);
  return Remembered(real::redisConnectFd(fd));
}

redisFD dbspan_redisFreeKeepFd(redisContext* context) {
  DBSPAN_REDIS_ENTER(redisFreeKeepFd, context);
#else
redisContext* dbspan_redisConnectFd(int fd) {
  DBSPAN_REDIS_ENTER(redisConnectFd, fd);
  return Remembered(real::redisConnectFd(fd));
}

int dbspan_redisFreeKeepFd(redisContext* context) {
  DBSPAN_REDIS_ENTER(redisFreeKeepFd, context);
#endif
  Forget(context);
  return real::redisFreeKeepFd(context);
}

int dbspan_redisReconnect(redisContext* context) {
  DBSPAN_REDIS_ENTER(redisReconnect, context);
  const ContextState* const known = ContextRegistry::Instance().Find(context);
  auto own = known == nullptr ? nullptr : known->instrumenter;
  Forget(context);  // what was pending is lost, and the database is 0 again
  int status = REDIS_ERR;
  const auto reconnect = [&] {
    status = real::redisReconnect(context);
    return context;
  };
  Connected(reconnect, std::move(own));
  return status;
}

void dbspan_redisFree(redisContext* context) {
  DBSPAN_REDIS_ENTER(redisFree, context);
  Forget(context);
  real::redisFree(context);
}
