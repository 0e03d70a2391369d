// The functions that send one command and wait for its reply.
#include "redis/client/functions.h"

#include <optional>
#include <string_view>
#include <utility>

#include "core/interpose/client_behind.h"
#include "core/interpose/enabled.h"
#include "core/interpose/errno_guard.h"
#include "core/process/thread_marks.h"
#include "core/span/current_span.h"
#include "core/span/measured_operation.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/client/formatted.h"
#include "redis/client/outcome.h"
#include "redis/client/pipelined.h"
#include "redis/client/state.h"
#include "redis/client/traced_call.h"
#include "redis/describe.h"
#include "redis/known_commands.h"
#include "redis/selects.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

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
    if (failed != nullptr) return OutcomeOfError(*failed);
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

/// Sends one command and waits for its reply.
[[gnu::noinline]] void* CallAlone(NativeContext* context, ContextState& state,
                                  std::string_view wire, TracedCall& call) {
  const CommandFacts facts = ReadCommand(wire);
  detail::OperationSpan operation = state.instrumenter->Start(
      [&] { return DescribeCommand(state.endpoint, wire, facts, state.instrumenter->options()); });
  if (facts.rule != nullptr && detail::MeasuredOperation::IsLikely() && !operation.recording()) {
    state.known_commands.Learn(ReadShortHead(wire), facts,
                               state.endpoint->sink_ids().FindDimension(facts.name));
  }
  const CurrentSpan current{operation, state.instrumenter->options()};
  void* reply = nullptr;
  int status = real::AppendFormattedCommand(context, wire.data(), wire.size());
  if (status == kOk && operation.staged()) status = CallInStages(context, operation);
  if (status == kOk) status = real::GetReply(context, &reply);
  call.Returned();
  return Finish(context, state, operation, facts, status, reply);
}

/// Ends the operation of a known command whose reply shows that it needs more than CallMeasured.
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

/// Returns the state of a context if its next call, an operation, has to be looked at, else null:
/// it is null if the operation would not be recorded, unless later operations depend on it.
template <class SelectsOf>
ContextState* StateForCall(const NativeContext* context, const SelectsOf& selects) noexcept {
  const bool wanted = Enabled<Redis>() && !detail::ThreadMarks::Suppress();
  const bool followed = Pipeline::AnyOpen() || Conversation::AnyInTransaction();
  return wanted || followed || selects() ? ContextRegistry::Instance().Find(context) : nullptr;
}

}  // namespace

DBSPAN_CLIENT_COMMAND((format), void*, vCommand,
                      (NativeContext * context, const char* format, va_list arguments),
                      (context, format, arguments)) {
  ContextState* state = StateForCall(context, [&] { return Selects(format); });
  if (state == nullptr) return real::vCommand(context, format, arguments);
  const Formatted command{format, arguments};
  // The format is invalid: let the client report the error.
  if (!command.ok()) return real::vCommand(context, format, arguments);
  return Call(context, *state, command.wire());
}

void* DBSPAN_OURS(Command)(NativeContext* context, const char* format, ...) {
  Arguments arguments;
  va_start(arguments.list, format);
  DBSPAN_CLIENT_PASS_COMMAND(MaySelect(format), vCommand, context, format, arguments.list);
  return vCommandForApplication(context, format, arguments.list, caller);
}

DBSPAN_CLIENT_COMMAND((count, arguments, lengths), void*, CommandArgv,
                      (NativeContext * context, int count, const char** arguments,
                       const size_t* lengths),
                      (context, count, arguments, lengths)) {
  ContextState* state = StateForCall(context, [&] { return Selects(count, arguments, lengths); });
  if (state != nullptr) {
    const Formatted command{count, arguments, lengths};
    if (command.ok()) return Call(context, *state, command.wire());
  }
  return real::CommandArgv(context, count, arguments, lengths);
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
