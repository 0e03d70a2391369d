// The functions that append commands and read their replies separately.
#include "redis/client/pipelined.h"

#include <cstddef>
#include <optional>

#include "core/interpose/client_behind.h"
#include "core/interpose/enabled.h"
#include "core/interpose/errno_guard.h"
#include "core/span/current_span.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/client/formatted.h"
#include "redis/client/functions.h"
#include "redis/client/outcome.h"
#include "redis/client/traced_call.h"
#include "redis/selects.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

void TakeNamespace(ContextState& state, const NativeContext& context) noexcept try {
  const auto database = state.conversation.TakeDatabase();
  if (database) state.endpoint = MakeEndpoint(context, *database);
} catch (...) {  // no memory: the namespace stays unchanged
}

namespace {

/// Follows a command that was appended to the output buffer.
void FollowAppended(ContextState& state, const NativeContext& context, std::string_view command) {
  if (state.in_doubt) return FollowSubmitted(state, context, ReadingOf(ReadCommand(command)));
  const bool recorded = state.instrumenter->ShouldStart();
  const ReplyReading reading =
      state.pipeline.Append(command, recorded, state.instrumenter->options(), state.endpoint,
                            state.conversation.queues());
  FollowSubmitted(state, context, reading);
  state.in_doubt = state.pipeline.idle();  // it has too many commands, and does not follow them
}

}  // namespace

int Append(NativeContext* context, ContextState& state, std::string_view wire, Bytes bytes) {
  TracedCall call{*context, state};
  const int status = real::AppendFormattedCommand(context, wire.data(), wire.size());
  call.Returned();
  if (status != kOk) return status;
  const ErrnoGuard errno_guard;
  try {
    if (state.stream.in_step() && (bytes == Bytes::kOne || IsOneCommand(wire))) {
      FollowAppended(state, *context, wire);
    } else {
      state.stream.Feed(
          wire, [&](std::string_view command) { FollowAppended(state, *context, command); });
    }
  } catch (...) {  // no memory: replies can no longer be matched, so nothing pending is recorded
    state.pipeline.FailAll({});
    state.in_doubt = true;
  }
  return status;
}

void FailAll(ContextState& state, const NativeContext& context) noexcept {
  Outcome outcome;
  try {
    outcome = OutcomeOfError(context);
  } catch (...) {
  }
  state.pipeline.FailAll(outcome);
}

namespace {

/// Handles a reply, or the failure of the connection. Returns `status`.
int FollowReply(const NativeContext* context, ContextState& state, int status,
                void** reply) noexcept {
  const ErrnoGuard errno_guard;
  if (status != kOk) {
    FailAll(state, *context);
  } else if (reply == nullptr) {
    state.pipeline.OnReply(nullptr, state.conversation);
  } else if (*reply != nullptr) {
    const std::optional<ReplyView> readable = Readable(*context, *reply);
    state.pipeline.OnReply(readable ? &*readable : nullptr, state.conversation);
    FollowNamespace(state, *context);
  }
  return status;
}

}  // namespace

int GetReply(NativeContext* context, ContextState& state, void** reply) {
  TracedCall call{*context, state};
  state.pipeline.Flush(*state.instrumenter);
  OnUnwind unwind{[&] { state.pipeline.FailAll({}); }};
  const int status = real::GetReply(context, reply);
  unwind.Returned();
  call.Returned();
  if (status == kOk && (reply == nullptr || *reply != nullptr)) state.unread = false;
  if (state.pipeline.idle()) return status;
  return FollowReply(context, state, status, reply);
}

namespace {

/// Like StateOf, for a call that only queues a command: a SELECT is followed even while nothing is
/// recorded.
template <class SelectsOf>
ContextState* StateForAppend(const NativeContext* context, const SelectsOf& selects) noexcept {
  ContextState* state = StateOf(context);
  if (state != nullptr || !selects()) return state;
  return ContextRegistry::Instance().Find(context);
}

}  // namespace

DBSPAN_CLIENT_COMMAND((format), int, vAppendCommand,
                      (NativeContext * context, const char* format, va_list arguments),
                      (context, format, arguments)) {
  ContextState* state = StateForAppend(context, [&] { return Selects(format); });
  if (state == nullptr) return real::vAppendCommand(context, format, arguments);
  const Formatted command{format, arguments};
  if (!command.ok()) return real::vAppendCommand(context, format, arguments);
  return Append(context, *state, command.wire(), Bytes::kOne);
}

int DBSPAN_OURS(AppendCommand)(NativeContext* context, const char* format, ...) {
  Arguments arguments;
  va_start(arguments.list, format);
  DBSPAN_CLIENT_PASS_COMMAND(MaySelect(format), vAppendCommand, context, format, arguments.list);
  return vAppendCommandForApplication(context, format, arguments.list, caller);
}

DBSPAN_CLIENT_COMMAND((count, arguments, lengths), int, AppendCommandArgv,
                      (NativeContext * context, int count, const char** arguments,
                       const size_t* lengths),
                      (context, count, arguments, lengths)) {
  ContextState* state = StateForAppend(context, [&] { return Selects(count, arguments, lengths); });
  if (state != nullptr) {
    const Formatted command{count, arguments, lengths};
    if (command.ok()) return Append(context, *state, command.wire(), Bytes::kOne);
  }
  return real::AppendCommandArgv(context, count, arguments, lengths);
}

DBSPAN_CLIENT_COMMAND((command, size), int, AppendFormattedCommand,
                      (NativeContext * context, const char* command, size_t size),
                      (context, command, size)) {
  ContextState* state = StateForAppend(context, [&] { return Selects(command, size); });
  if (state == nullptr) return real::AppendFormattedCommand(context, command, size);
  return Append(context, *state, {command, size}, Bytes::kAny);
}

DBSPAN_CLIENT_FUNCTION(int, GetReply, (NativeContext * context, void** reply), (context, reply)) {
  ContextState* state = StateOf(context);
  if (state == nullptr) return real::GetReply(context, reply);
  return GetReply(context, *state, reply);
}

DBSPAN_CLIENT_FUNCTION(int, GetReplyFromReader, (NativeContext * context, void** reply),
                       (context, reply)) {
  ContextState* state = StateOf(context);
  if (state == nullptr) return real::GetReplyFromReader(context, reply);
  TracedCall call{*context, *state};
  state->seal.Set(*context);  // tells whether there was a reply, if `reply` is null
  const int status = real::GetReplyFromReader(context, reply);
  const bool read = Seal::HasNoPartialReply(*context) && state->seal.IsBroken(*context);
  call.Returned();
  if (read) state->unread = false;
  if (state->pipeline.idle()) return status;
  if (reply == nullptr && status == kOk && !read) return status;
  return FollowReply(context, *state, status, reply);
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
