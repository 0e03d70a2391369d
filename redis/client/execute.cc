#include "redis/client/functions.h"

#include <optional>
#include <string_view>
#include <utility>

#include "core/interpose/client_behind.h"
#include "core/interpose/enabled.h"
#include "core/interpose/errno_guard.h"
#include "core/span/current_span.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/suppression.h"
#include "redis/client/formatted.h"
#include "redis/client/outcome.h"
#include "redis/client/state.h"
#include "redis/describe.h"
#include "redis/outcome.h"
#include "redis/selects.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

Outcome OutcomeOf(const NativeContext& context) {
  return OutcomeOfContextError(context.err, context.errstr);
}

/// Follows the database, which belongs to the connection.
void FollowNamespace(ContextState& state, const NativeContext& context) noexcept try {
  if (!state.conversation.has_moved()) return;
  const auto database = state.conversation.TakeDatabase();
  if (database) state.endpoint = MakeEndpoint(context, *database);
} catch (...) {  // no memory: the namespace stays as it was
}

/// A command went out: if it is a SELECT, those after it run in another database.
void FollowSubmitted(ContextState& state, const NativeContext& context,
                     const ReplyReading& reading) noexcept {
  if (!ChangesConversation(reading.effect)) return;
  state.conversation.Submit(reading);
  FollowNamespace(state, context);
}

int Append(NativeContext* context, ContextState& state, std::string_view wire) {
  const int status = real::AppendFormattedCommand(context, wire.data(), wire.size());
  if (status != kOk) return status;
  const ErrnoGuard errno_guard;
  try {
    const bool recorded = state.instrumenter->ShouldStart();
    const ReplyReading reading = state.pipeline.Append(
        wire, recorded, state.instrumenter->options(), state.endpoint, state.conversation.queues());
    FollowSubmitted(state, *context, reading);
  } catch (...) {  // no memory: replies can no longer be matched, so nothing pending is recorded
    state.pipeline.FailAll({});
  }
  return status;
}

/// Everything that is sent ends with the context's error; without memory for it, without.
void FailAll(ContextState& state, const NativeContext& context) noexcept {
  Outcome outcome;
  try {
    outcome = OutcomeOf(context);
  } catch (...) {
  }
  state.pipeline.FailAll(outcome);
}

/// Follows what came back, or that nothing will.
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

int GetReply(NativeContext* context, ContextState& state, void** reply) {
  if (state.pipeline.idle()) return real::GetReply(context, reply);
  state.pipeline.Flush(*state.instrumenter);
  OnUnwind unwind{[&] { state.pipeline.FailAll({}); }};
  const int status = real::GetReply(context, reply);
  unwind.Returned();
  return FollowReply(context, state, status, reply);
}

/// For programs that wait by themselves: what has moved the bytes.
int FollowBytes(const NativeContext* context, ContextState& state, int status) noexcept {
  const ErrnoGuard errno_guard;
  if (status != kOk) FailAll(state, *context);
  return status;
}

/// What GetReply does first, one by one, so that the stages can be told apart.
int CallInStages(NativeContext* context, OperationSpan& operation) {
  int sent = 0;
  while (sent == 0) {
    if (real::BufferWrite(context, &sent) != kOk) return kFailed;
  }
  operation.MarkSent();
  const int status = real::BufferRead(context);
  operation.MarkAnswered();
  return status;
}

/// Ends the operation of one command by its reply, or by the state of a context that `failed`.
void EndAlone(ContextState& state, OperationSpan& operation, const ReplyReading& reading,
              const NativeContext* failed, const std::optional<ReplyView>& reply) noexcept {
  bool read = false;
  operation.EndWith([&] {
    read = true;
    if (failed != nullptr) return OutcomeOf(*failed);
    return reply ? state.conversation.Read(reading, *reply) : Outcome{};
  });
  try {
    if (!read && reply && state.conversation.Follows(reading)) {
      state.conversation.Read(reading, *reply);
    }
  } catch (...) {  // no memory: what follows is read as if it stood alone
  }
}

/// The command got something that came by itself, or the first of several replies: hands it on to
/// those that wait. False for a reply of its own.
bool WaitOn(ContextState& state, OperationSpan& operation, ReplyReading reading,
            const std::optional<ReplyView>& reply) noexcept try {
  if (!reply) return false;
  if (AnswersNobody(*reply, reading)) {
    state.pipeline.Adopt(std::move(operation), reading);
    return true;
  }
  if (reading.replies > 1 && reply->type != ReplyType::kError) {
    --reading.replies;
    state.pipeline.Adopt({}, reading);
  }
  return false;
} catch (...) {  // no memory: the reply ends it
  return false;
}

/// Sends one command and waits for its reply.
void* CallAlone(NativeContext* context, ContextState& state, std::string_view wire) {
  const CommandFacts facts = ReadCommand(wire);
  OperationSpan operation = state.instrumenter->Start(
      [&] { return DescribeCommand(state.endpoint, wire, facts, state.instrumenter->options()); });
  const CurrentSpan current{operation, state.instrumenter->options()};
  void* reply = nullptr;
  int status = real::AppendFormattedCommand(context, wire.data(), wire.size());
  if (status == kOk && operation.staged()) status = CallInStages(context, operation);
  if (status == kOk) status = real::GetReply(context, &reply);
  std::optional<ReplyView> readable;
  if (status == kOk) readable = Readable(*context, reply);
  const ErrnoGuard errno_guard;
  const ReplyReading reading = ReadingOf(facts);
  if (status == kOk) FollowSubmitted(state, *context, reading);
  if (!WaitOn(state, operation, reading, readable)) {
    EndAlone(state, operation, reading, status == kOk ? nullptr : context, readable);
  }
  FollowNamespace(state, *context);
  return status == kOk ? reply : nullptr;
}

void* Call(NativeContext* context, ContextState& state, std::string_view wire) {
  const bool blocks = (context->flags & kBlocks) != 0;
  if (blocks && state.pipeline.idle()) return CallAlone(context, state, wire);
  // As in the client: a command after others gets the oldest reply; without blocking, it only goes
  // out.
  if (Append(context, state, wire) != kOk || !blocks) return nullptr;
  void* reply = nullptr;
  return GetReply(context, state, &reply) == kOk ? reply : nullptr;
}

}  // namespace
namespace {

/// The state of a context whose next call is to be looked at, or null.
ContextState* StateOf(const NativeContext* context) noexcept {
  const bool traced = Enabled<Redis>() || Pipeline::AnyOpen();
  return traced ? ContextRegistry::Instance().Find(context) : nullptr;
}

/// The same for a call that only queues: null as well while nothing is recorded, but for a SELECT.
template <class SelectsOf>
ContextState* StateForAppend(const NativeContext* context, const SelectsOf& selects) noexcept {
  ContextState* state = StateOf(context);
  if (state != nullptr || !selects()) return state;
  return ContextRegistry::Instance().Find(context);
}

/// The same for a call that is an operation: null as well where none would be recorded, unless what
/// is recorded later depends on it.
template <class SelectsOf>
ContextState* StateForCall(const NativeContext* context, const SelectsOf& selects) noexcept {
  const bool wanted = Enabled<Redis>() && !SuppressInstrumentation::Active();
  const bool traced =
      wanted || Pipeline::AnyOpen() || Conversation::AnyInTransaction() || selects();
  return traced ? ContextRegistry::Instance().Find(context) : nullptr;
}

void* Command(NativeContext* context, const char* format, va_list arguments) {
  ContextState* state = StateForCall(context, [&] { return Selects(format); });
  if (state == nullptr) return real::vCommand(context, format, arguments);
  const Formatted command{format, arguments};
  // A format that cannot be used: the client itself has to say so.
  if (!command.ok()) return real::vCommand(context, format, arguments);
  return Call(context, *state, command.wire());
}

}  // namespace

DBSPAN_CLIENT_COMMAND(MaySelect(format), void*, vCommand,
                      (NativeContext * context, const char* format, va_list arguments),
                      (context, format, arguments)) {
  DBSPAN_CLIENT_ENTER_COMMAND(Selects(format), vCommand, context, format, arguments);
  return Command(context, format, arguments);
}

void* DBSPAN_OURS(Command)(NativeContext* context, const char* format, ...) {
  Arguments arguments;
  va_start(arguments.list, format);
  DBSPAN_CLIENT_PASS_COMMAND(MaySelect(format), vCommand, context, format, arguments.list);
  return vCommandForApplication(context, format, arguments.list, caller);
}

DBSPAN_CLIENT_COMMAND(MaySelect(count, arguments, lengths), void*, CommandArgv,
                      (NativeContext * context, int count, const char** arguments,
                       const size_t* lengths),
                      (context, count, arguments, lengths)) {
  DBSPAN_CLIENT_ENTER_COMMAND(Selects(count, arguments, lengths), CommandArgv, context, count,
                              arguments, lengths);
  ContextState* state = StateForCall(context, [&] { return Selects(count, arguments, lengths); });
  if (state != nullptr) {
    const Formatted command{count, arguments, lengths};
    if (command.ok()) return Call(context, *state, command.wire());
  }
  return real::CommandArgv(context, count, arguments, lengths);
}

namespace {

int AppendCommand(NativeContext* context, const char* format, va_list arguments) {
  ContextState* state = StateForAppend(context, [&] { return Selects(format); });
  if (state == nullptr) return real::vAppendCommand(context, format, arguments);
  const Formatted command{format, arguments};
  if (!command.ok()) return real::vAppendCommand(context, format, arguments);
  return Append(context, *state, command.wire());
}

}  // namespace

DBSPAN_CLIENT_COMMAND(MaySelect(format), int, vAppendCommand,
                      (NativeContext * context, const char* format, va_list arguments),
                      (context, format, arguments)) {
  DBSPAN_CLIENT_ENTER_COMMAND(Selects(format), vAppendCommand, context, format, arguments);
  return AppendCommand(context, format, arguments);
}

int DBSPAN_OURS(AppendCommand)(NativeContext* context, const char* format, ...) {
  Arguments arguments;
  va_start(arguments.list, format);
  DBSPAN_CLIENT_PASS_COMMAND(MaySelect(format), vAppendCommand, context, format, arguments.list);
  return vAppendCommandForApplication(context, format, arguments.list, caller);
}

DBSPAN_CLIENT_COMMAND(MaySelect(count, arguments, lengths), int, AppendCommandArgv,
                      (NativeContext * context, int count, const char** arguments,
                       const size_t* lengths),
                      (context, count, arguments, lengths)) {
  DBSPAN_CLIENT_ENTER_COMMAND(Selects(count, arguments, lengths), AppendCommandArgv, context, count,
                              arguments, lengths);
  ContextState* state = StateForAppend(context, [&] { return Selects(count, arguments, lengths); });
  if (state != nullptr) {
    const Formatted command{count, arguments, lengths};
    if (command.ok()) return Append(context, *state, command.wire());
  }
  return real::AppendCommandArgv(context, count, arguments, lengths);
}

DBSPAN_CLIENT_COMMAND(MaySelect(command, size), int, AppendFormattedCommand,
                      (NativeContext * context, const char* command, size_t size),
                      (context, command, size)) {
  DBSPAN_CLIENT_ENTER_COMMAND(Selects(command, size), AppendFormattedCommand, context, command,
                              size);
  ContextState* state = StateForAppend(context, [&] { return Selects(command, size); });
  if (state == nullptr) return real::AppendFormattedCommand(context, command, size);
  return Append(context, *state, {command, size});
}

DBSPAN_CLIENT_FUNCTION(int, GetReply, (NativeContext * context, void** reply), (context, reply)) {
  DBSPAN_CLIENT_ENTER_IF_ON(GetReply, context, reply);
  ContextState* state = StateOf(context);
  if (state == nullptr) return real::GetReply(context, reply);
  return GetReply(context, *state, reply);
}

DBSPAN_CLIENT_FUNCTION(int, GetReplyFromReader, (NativeContext * context, void** reply),
                       (context, reply)) {
  DBSPAN_CLIENT_ENTER_IF_ON(GetReplyFromReader, context, reply);
  ContextState* state = StateOf(context);
  const int status = real::GetReplyFromReader(context, reply);
  if (state == nullptr || state->pipeline.idle()) return status;
  // Without a place for it, a reply stays in the reader.
  if (reply == nullptr && status == kOk) return status;
  return FollowReply(context, *state, status, reply);
}

DBSPAN_CLIENT_FUNCTION(int, BufferRead, (NativeContext * context), (context)) {
  DBSPAN_CLIENT_ENTER_IF_ON(BufferRead, context);
  ContextState* state = StateOf(context);
  const int status = real::BufferRead(context);
  return state == nullptr ? status : FollowBytes(context, *state, status);
}

DBSPAN_CLIENT_FUNCTION(int, BufferWrite, (NativeContext * context, int* done), (context, done)) {
  DBSPAN_CLIENT_ENTER_IF_ON(BufferWrite, context, done);
  ContextState* state = StateOf(context);
  if (state != nullptr) state->pipeline.Flush(*state->instrumenter);
  const int status = real::BufferWrite(context, done);
  return state == nullptr ? status : FollowBytes(context, *state, status);
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
