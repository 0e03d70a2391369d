#include "redis/client/functions.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "core/interpose/client_behind.h"
#include "core/interpose/enabled.h"
#include "core/interpose/errno_guard.h"
#include "core/span/current_span.h"
#include "core/span/measured_operation.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/suppression.h"
#include "redis/client/formatted.h"
#include "redis/client/outcome.h"
#include "redis/client/state.h"
#include "redis/client/traced_call.h"
#include "redis/describe.h"
#include "redis/known_commands.h"
#include "redis/outcome.h"
#include "redis/selects.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

Outcome OutcomeOf(const NativeContext& context) {
  return OutcomeOfContextError(context.err, context.errstr);
}

/// Updates the endpoint if the connection has changed its database.
void FollowNamespace(ContextState& state, const NativeContext& context) noexcept try {
  if (!state.conversation.has_moved()) return;
  const auto database = state.conversation.TakeDatabase();
  if (database) state.endpoint = MakeEndpoint(context, *database);
} catch (...) {  // no memory: the namespace stays unchanged
}

/// Handles a command that was sent: after a SELECT, the next commands run in another database.
void FollowSubmitted(ContextState& state, const NativeContext& context,
                     const ReplyReading& reading) noexcept {
  if (!ChangesConversation(reading.effect)) return;
  state.conversation.Submit(reading);
  FollowNamespace(state, context);
}

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

/// `kOne`: the client has formatted the command. `kAny`: the application has, so the bytes may be a
/// part of a command, or several commands.
enum class Bytes : std::uint8_t { kOne, kAny };

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

/// Ends all commands that were sent with the context's error, or without an outcome if there is no
/// memory for it.
void FailAll(ContextState& state, const NativeContext& context) noexcept {
  Outcome outcome;
  try {
    outcome = OutcomeOf(context);
  } catch (...) {
  }
  state.pipeline.FailAll(outcome);
}

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

/// Handles the result of a read or write in a program that runs its own event loop. Returns
/// `status`.
int FollowBytes(const NativeContext* context, ContextState& state, int status) noexcept {
  const ErrnoGuard errno_guard;
  if (status != kOk) FailAll(state, *context);
  return status;
}

/// Writes the command and reads the first bytes of the reply, which GetReply would do, to record
/// the times of these stages.
int CallInStages(NativeContext* context, detail::OperationSpan& operation) {
  int sent = 0;
  while (sent == 0) {
    if (real::BufferWrite(context, &sent) != kOk) return kFailed;
  }
  operation.MarkSent();
  const int status = real::BufferRead(context);
  operation.MarkAnswered();
  return status;
}

/// Ends the operation of one command with its reply, or with the error of the context `failed`.
void EndAlone(ContextState& state, detail::OperationSpan& operation, const ReplyReading& reading,
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
  } catch (...) {  // no memory: later replies are read without this change
  }
}

/// Handles a received message that is not the command's reply, and a command with several replies:
/// the pipeline then waits for the missing ones. Returns true if the operation stays open.
bool WaitOn(ContextState& state, detail::OperationSpan& operation, ReplyReading reading,
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
} catch (...) {  // no memory: the received reply ends the operation
  return false;
}

/// Ends the operation of one command that was sent, and returns what the client's function returns.
[[gnu::always_inline]] inline void* Finish(NativeContext* context, ContextState& state,
                                           detail::OperationSpan& operation,
                                           const CommandFacts& facts, int status,
                                           void* reply) noexcept {
  std::optional<ReplyView> readable;
  if (status == kOk && !state.in_doubt) readable = Readable(*context, reply);
  const ErrnoGuard errno_guard;
  const ReplyReading reading = ReadingOf(facts);
  if (status == kOk) FollowSubmitted(state, *context, reading);
  if (!WaitOn(state, operation, reading, readable)) {
    EndAlone(state, operation, reading, status == kOk ? nullptr : context, readable);
  }
  FollowNamespace(state, *context);
  return status == kOk ? reply : nullptr;
}

/// Remembers a command that is only measured, for CallMeasured.
void Learn(ContextState& state, std::string_view wire, const CommandFacts& facts) noexcept {
  if (facts.rule == nullptr) return;
  state.known_commands.Learn(ReadShortHead(wire), facts,
                             state.endpoint->sink_ids().FindDimension(facts.name));
}

/// Sends one command and waits for its reply.
[[gnu::noinline]] void* CallAlone(NativeContext* context, ContextState& state,
                                  std::string_view wire, TracedCall& call) {
  const CommandFacts facts = ReadCommand(wire);
  detail::OperationSpan operation = state.instrumenter->Start(
      [&] { return DescribeCommand(state.endpoint, wire, facts, state.instrumenter->options()); });
  if (detail::MeasuredOperation::IsLikely() && !operation.recording()) Learn(state, wire, facts);
  const CurrentSpan current{operation, state.instrumenter->options()};
  void* reply = nullptr;
  int status = real::AppendFormattedCommand(context, wire.data(), wire.size());
  if (status == kOk && operation.staged()) status = CallInStages(context, operation);
  if (status == kOk) status = real::GetReply(context, &reply);
  call.Returned();
  return Finish(context, state, operation, facts, status, reply);
}

[[gnu::noinline]] void* FinishInGeneral(NativeContext* context, ContextState& state,
                                        detail::MeasuredOperation& operation, std::string_view wire,
                                        int status, void* reply) noexcept {
  detail::OperationSpan general = operation.Continue();
  return Finish(context, state, general, ReadCommand(wire), status, reply);
}

/// Short form of CallAlone, for a command that was measured before. Returns false and does nothing
/// if its operation may need more than that.
bool CallMeasured(NativeContext* context, ContextState& state, std::string_view wire,
                  TracedCall& call, void*& result) {
  const ShortHead head = ReadShortHead(wire);
  const KnownCommands::Known* const found = state.known_commands.Find(head);
  if (found == nullptr || !state.conversation.is_plain()) return false;
  const KnownCommands::Known known = *found;
  detail::MeasuredOperation operation{*state.instrumenter, *state.endpoint, known.dimension};
  if (!operation) return false;
  void* reply = nullptr;
  int status = real::AppendFormattedCommand(context, wire.data(), wire.size());
  if (status == kOk) status = real::GetReply(context, &reply);
  call.Returned();
  Sink::Counts counts;
  if (status == kOk && ReadCounts(*context, reply, known, head, counts)) {
    operation.End(counts);
    result = reply;
  } else {
    result = FinishInGeneral(context, state, operation, wire, status, reply);
  }
  return true;
}

void* Call(NativeContext* context, ContextState& state, std::string_view wire) {
  const bool blocks = (context->flags & kBlocks) != 0;
  if (blocks) {
    TracedCall call{*context, state};
    if (state.pipeline.idle() && state.stream.in_step()) {
      void* reply = nullptr;
      const bool measured = detail::MeasuredOperation::IsLikely() && !state.in_doubt;
      if (measured && CallMeasured(context, state, wire, call, reply)) return reply;
      return CallAlone(context, state, wire, call);
    }
    call.Returned();
  }
  // Same as hiredis: if commands are pending, the call returns the oldest reply. A non-blocking
  // context only sends the command.
  if (Append(context, state, wire, Bytes::kOne) != kOk || !blocks) return nullptr;
  void* reply = nullptr;
  return GetReply(context, state, &reply) == kOk ? reply : nullptr;
}

}  // namespace
namespace {

/// Returns the state of a context if its next call has to be looked at, else null.
ContextState* StateOf(const NativeContext* context) noexcept {
  const bool traced = Enabled<Redis>() || Pipeline::AnyOpen();
  return traced ? ContextRegistry::Instance().Find(context) : nullptr;
}

/// Like StateOf, for a call that only queues a command: a SELECT is followed even while nothing is
/// recorded.
template <class SelectsOf>
ContextState* StateForAppend(const NativeContext* context, const SelectsOf& selects) noexcept {
  ContextState* state = StateOf(context);
  if (state != nullptr || !selects()) return state;
  return ContextRegistry::Instance().Find(context);
}

/// Like StateOf, for a call that is an operation: null also if it would not be recorded, unless
/// later operations depend on it.
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
  // The format is invalid: let the client report the error.
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
  return Append(context, *state, command.wire(), Bytes::kOne);
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
    if (command.ok()) return Append(context, *state, command.wire(), Bytes::kOne);
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
  return Append(context, *state, {command, size}, Bytes::kAny);
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

DBSPAN_CLIENT_FUNCTION(int, BufferRead, (NativeContext * context), (context)) {
  DBSPAN_CLIENT_ENTER_IF_ON(BufferRead, context);
  ContextState* state = StateOf(context);
  if (state == nullptr) return real::BufferRead(context);
  TracedCall call{*context, *state};
  const int status = real::BufferRead(context);
  call.Returned();
  return FollowBytes(context, *state, status);
}

DBSPAN_CLIENT_FUNCTION(int, BufferWrite, (NativeContext * context, int* done), (context, done)) {
  DBSPAN_CLIENT_ENTER_IF_ON(BufferWrite, context, done);
  ContextState* state = StateOf(context);
  if (state == nullptr) return real::BufferWrite(context, done);
  TracedCall call{*context, *state};
  if (state->in_doubt && !Seal::IsWritten(*context)) state->unread = true;
  state->pipeline.Flush(*state->instrumenter);
  const int status = real::BufferWrite(context, done);
  call.Returned();
  return FollowBytes(context, *state, status);
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
