#pragma once

#include <sys/time.h>

#include <chrono>
#include <memory>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "dbspan/instrumenter.h"
#include "dbspan/version.h"
#include "redis/client/native.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// Records a finished connection attempt, if `Options::connect_spans` is on.
void RecordConnect(const NativeContext& context,
                   std::chrono::steady_clock::time_point since) noexcept;

/// Creates the state of a new context and returns the context. Uses the process-wide instrumenter
/// if `own` is null.
NativeContext* Remember(NativeContext* context,
                        std::shared_ptr<const Instrumenter> own = nullptr) noexcept;

/// Connect with the client's own functions. Defined in a translation unit in which dbspan's header
/// does not redirect them. `timeout` may be null.
NativeContext* ConnectToHost(const char* host, int port, const timeval* timeout);
NativeContext* ConnectToPath(const char* path, const timeval* timeout);

/// Runs `connect`, which blocks until the connection is established or has failed, and records it
/// as an operation if `Options::connect_spans` is on.
template <class Connect>
NativeContext* ConnectTraced(Connect&& connect, std::shared_ptr<const Instrumenter> own = nullptr) {
  const auto since = std::chrono::steady_clock::now();
  NativeContext* context = Remember(connect(), std::move(own));
  const ErrnoGuard errno_guard;
  if (context != nullptr) RecordConnect(*context, since);
  return context;
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
