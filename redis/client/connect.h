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

/// Records an attempt to connect that is over, with `Options::connect_spans` only.
void RecordConnect(const NativeContext& context,
                   std::chrono::steady_clock::time_point since) noexcept;

/// Remembers a context that was just made, and returns it. Without an instrumenter of its own it
/// gets the process-wide one.
NativeContext* Remember(NativeContext* context,
                        std::shared_ptr<const Instrumenter> own = nullptr) noexcept;

/// Calls the client's own functions, from a translation unit in which the client's names are its
/// own. Without a timeout: null.
NativeContext* ConnectToHost(const char* host, int port, const timeval* timeout);
NativeContext* ConnectToPath(const char* path, const timeval* timeout);

/// Connects, and waits until it is: an operation of its own if that was asked for.
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
