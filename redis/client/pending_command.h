#pragma once

#include <opentelemetry/context/context.h>

#include <memory>
#include <string>
#include <string_view>

#include "dbspan/detail/operation_span.h"
#include "dbspan/instrumenter.h"
#include "dbspan/version.h"
#include "redis/client/real.h"
#include "redis/describe.h"
#include "redis/outcome.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// An asynchronous command that waits for its reply, and what the user wants to be called with it.
///
/// Belongs to the client from submission to the callback, which comes exactly once: with the reply,
/// or with none when the connection is gone.
struct PendingCommand {
  std::shared_ptr<const Instrumenter> instrumenter;  // outlives the operation, which it started
  OperationSpan operation;
  opentelemetry::context::Context parent;  ///< Of the thread that submitted.
  ReplyReading reading;
  CalledLibrary library;
  NativeCallback* callback = nullptr;
  void* data = nullptr;
};

/// Starts the operation of a command that is about to be submitted; null if nothing is recorded.
std::unique_ptr<PendingCommand> StartPending(NativeAsyncContext& context, std::string_view wire,
                                             const CommandFacts& facts, NativeCallback* callback,
                                             void* data) noexcept;

/// Ends the operation with the state of the context: the command was not accepted.
void Refuse(PendingCommand& pending, const NativeAsyncContext& context) noexcept;

/// The callback that the client gets; `data` is the PendingCommand, which it destroys.
void OnReply(NativeAsyncContext* context, void* reply, void* data);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
