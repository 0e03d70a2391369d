#pragma once

#include <cstdint>
#include <string_view>

#include "core/interpose/enabled.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/version.h"
#include "redis/client/real.h"
#include "redis/client/state.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// `kOne`: the client has formatted the command. `kAny`: the application has, so the bytes may be a
/// part of a command, or several commands.
enum class Bytes : std::uint8_t { kOne, kAny };

/// Appends a command to the output buffer, and follows it. Returns what the client's function
/// returns.
int Append(NativeContext* context, ContextState& state, std::string_view wire, Bytes bytes);

/// Reads the next reply, which ends the operation of the oldest command. Returns what the client's
/// function returns.
int GetReply(NativeContext* context, ContextState& state, void** reply);

/// Ends all commands that were sent with the context's error, or without an outcome if there is no
/// memory for it.
void FailAll(ContextState& state, const NativeContext& context) noexcept;

void TakeNamespace(ContextState& state, const NativeContext& context) noexcept;

/// Updates the endpoint if the connection has changed its database.
inline void FollowNamespace(ContextState& state, const NativeContext& context) noexcept {
  if (state.conversation.has_moved()) TakeNamespace(state, context);
}

/// Handles a command that was sent: after a SELECT, the next commands run in another database.
inline void FollowSubmitted(ContextState& state, const NativeContext& context,
                            const ReplyReading& reading) noexcept {
  if (!ChangesConversation(reading.effect)) return;
  state.conversation.Submit(reading);
  FollowNamespace(state, context);
}

/// Returns the state of a context if its next call has to be looked at, else null.
inline ContextState* StateOf(const NativeContext* context) noexcept {
  const bool traced = Enabled<Redis>() || Pipeline::AnyOpen();
  return traced ? ContextRegistry::Instance().Find(context) : nullptr;
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
