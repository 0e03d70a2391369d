// Connecting and freeing: where the state of a context is born and dies.
#include "core/errno_guard.h"
#include "redis/commands.h"
#include "redis/connect_span.h"
#include "redis/context_state.h"

namespace {

namespace real = dbspan::redis::real;
using dbspan::redis::Connected;
using dbspan::redis::ContextRegistry;
using dbspan::redis::Remembered;

void Forget(const redisContext* context) noexcept {
  const dbspan::ErrnoGuard errno_guard;
  ContextRegistry::Instance().Remove(context);
}

}  // namespace

redisContext* dbspan_redisConnect(const char* host, int port) {
  return Connected([&] { return real::redisConnect(host, port); });
}

redisContext* dbspan_redisConnectWithTimeout(const char* host, int port, struct timeval timeout) {
  return Connected([&] { return real::redisConnectWithTimeout(host, port, timeout); });
}

redisContext* dbspan_redisConnectNonBlock(const char* host, int port) {
  return Remembered(real::redisConnectNonBlock(host, port));
}

redisContext* dbspan_redisConnectBindNonBlock(const char* host, int port, const char* source) {
  return Remembered(real::redisConnectBindNonBlock(host, port, source));
}

redisContext* dbspan_redisConnectBindNonBlockWithReuse(const char* host, int port,
                                                       const char* source) {
  return Remembered(real::redisConnectBindNonBlockWithReuse(host, port, source));
}

redisContext* dbspan_redisConnectUnix(const char* path) {
  return Connected([&] { return real::redisConnectUnix(path); });
}

redisContext* dbspan_redisConnectUnixWithTimeout(const char* path, struct timeval timeout) {
  return Connected([&] { return real::redisConnectUnixWithTimeout(path, timeout); });
}

redisContext* dbspan_redisConnectUnixNonBlock(const char* path) {
  return Remembered(real::redisConnectUnixNonBlock(path));
}

#if HIREDIS_MAJOR >= 1
redisContext* dbspan_redisConnectWithOptions(const redisOptions* options) {
  // Without blocking it is not connected yet.
  if ((options->options & REDIS_OPT_NONBLOCK) != 0) {
    return Remembered(real::redisConnectWithOptions(options));
  }
  return Connected([&] { return real::redisConnectWithOptions(options); });
}

redisContext* dbspan_redisConnectFd(redisFD fd) { return Remembered(real::redisConnectFd(fd)); }

redisFD dbspan_redisFreeKeepFd(redisContext* context) {
#else
redisContext* dbspan_redisConnectFd(int fd) { return Remembered(real::redisConnectFd(fd)); }

int dbspan_redisFreeKeepFd(redisContext* context) {
#endif
  Forget(context);
  return real::redisFreeKeepFd(context);
}

int dbspan_redisReconnect(redisContext* context) {
  Forget(context);  // what was pending is lost, and the database is 0 again
  int status = REDIS_ERR;
  Connected([&] {
    status = real::redisReconnect(context);
    return context;
  });
  return status;
}

void dbspan_redisFree(redisContext* context) {
  Forget(context);
  real::redisFree(context);
}
