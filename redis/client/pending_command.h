#pragma once

#include <opentelemetry/context/context.h>

#include <memory>
#include <string>
#include <string_view>

#include "dbspan/detail/open_operation.h"
#include "dbspan/instrumenter.h"
#include "dbspan/version.h"
#include "redis/client/real.h"
#include "redis/describe.h"
#include "redis/outcome.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// An asynchronous command that waits for its reply, and the user's callback.
///
/// Owned by the client from submission until the callback. The callback is called exactly once:
/// with the reply, or with null when the connection is lost.
struct PendingCommand {
  std::shared_ptr<const Instrumenter> instrumenter;  // outlives the operation that it started
  detail::OpenOperation operation;
  opentelemetry::context::Context parent;  ///< Context of the thread that submitted the command.
  ReplyReading reading;
  CalledLibrary library;
  NativeCallback* callback = nullptr;
  void* data = nullptr;
  bool may_be_refused = false;  ///< The error of the context may be the server's answer to it.
};

/// Starts the operation of a command that is about to be submitted. Returns null if the command
/// need not be followed.
std::unique_ptr<PendingCommand> StartPending(NativeAsyncContext& context, std::string_view wire,
                                             const CommandFacts& facts, NativeCallback* callback,
                                             void* data) noexcept;

/// Ends the operation of a command with its reply. Without a reply it ends with the error of the
/// context.
void End(PendingCommand& pending, const NativeAsyncContext& context, const void* reply) noexcept;

/// The callback that is passed to the client. `data` is the PendingCommand; this function destroys
/// it.
void OnReply(NativeAsyncContext* context, void* reply, void* data);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
