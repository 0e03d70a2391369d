#include "redis/client/pending_command.h"

#include <opentelemetry/context/runtime_context.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/client/async_state.h"
#include "redis/client/outcome.h"
#include "redis/client/real.h"
#include "redis/describe.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

namespace context_api = opentelemetry::context;

Outcome OutcomeOfLost(const PendingCommand& pending, const NativeAsyncContext& context) {
  if (context.c.err != 0) {
    return pending.may_be_refused ? OutcomeOfRefusal(context.c) : OutcomeOfError(context.c);
  }
  Outcome outcome;  // the context was freed or disconnected while the command waited
  Error error;
  error.type = "_OTHER";
  error.message = "the connection was given up before the reply came";
  error.retry = (context.c.flags & kConnected) != 0 ? Retry::kOutcomeUnknown : Retry::kLater;
  outcome.error = std::move(error);
  return outcome;
}

/// Returns whether a reply does not depend on the conversation, as most do. Then no shared state is
/// needed.
bool StandsAlone(const ReplyReading& reading, const ReplyView& reply) noexcept {
  return !ChangesConversation(reading.effect) && !IsStatus(reply, "QUEUED");
}

Outcome Read(const ReplyReading& reading, const NativeAsyncContext& context,
             const ReplyView& reply) {
  return StandsAlone(reading, reply) ? OutcomeOfReply(reading, reply)
                                     : AsyncEndpoints::Instance().Read(context, reading, reply);
}

std::shared_ptr<const Instrumenter> InstrumenterOf(const NativeAsyncContext& context) {
  if (AsyncEndpoints::AnyInstrumenter()) {
    if (auto own = AsyncEndpoints::Instance().InstrumenterOf(context)) return own;
  }
  return Redis::instrumenter().Get();
}

}  // namespace

void End(PendingCommand& pending, const NativeAsyncContext& context, const void* reply) noexcept {
  const std::optional<ReplyView> readable = Readable(context.c, reply);
  bool read = false;
  pending.operation.EndWith([&] {
    read = true;
    if (reply == nullptr) return OutcomeOfLost(pending, context);
    return readable ? Read(pending.reading, context, *readable) : Outcome{};
  });
  try {
    const bool changes = readable && !StandsAlone(pending.reading, *readable);
    if (!read && changes) Read(pending.reading, context, *readable);
  } catch (...) {  // no memory: later replies are read without this one
  }
}

namespace {

// Frees the reply of a command without a callback, if the client does not: with
// NO_AUTO_FREE_REPLIES, it leaves that to our callback. The user, who passed no callback, cannot
// free it.
void FreeUnwanted(const NativeAsyncContext& context, void* reply) noexcept {
#ifdef DBSPAN_CLIENT_LEAVES_REPLIES
  const bool ours = (context.c.flags & DBSPAN_CONSTANT(NO_AUTO_FREE_REPLIES)) != 0;
  if (ours && reply != nullptr) context.c.reader->fn->freeObject(reply);
#else
  static_cast<void>(context);
  static_cast<void>(reply);
#endif
}

}  // namespace

std::unique_ptr<PendingCommand> StartPending(NativeAsyncContext& context, std::string_view wire,
                                             const CommandFacts& facts, NativeCallback* callback,
                                             void* data) noexcept try {
  const ErrnoGuard errno_guard;
  auto instrumenter = InstrumenterOf(context);
  EndpointPtr endpoint;
  detail::OperationSpan operation = instrumenter->Start([&] {
    endpoint = AsyncEndpoints::Instance().Of(context);
    return DescribeCommand(endpoint, wire, facts, instrumenter->options());
  });
  const ReplyReading reading = ReadingOf(facts);
  if (!operation && !ChangesConversation(reading.effect)) return nullptr;
  auto pending = std::make_unique<PendingCommand>();
  pending->instrumenter = std::move(instrumenter);
  pending->operation = detail::OpenOperation{std::move(operation)};
  pending->parent = context_api::RuntimeContext::GetCurrent();
  pending->reading = reading;
  pending->callback = callback;
  pending->data = data;
  return pending;
} catch (...) {
  return nullptr;  // the span is lost, the command is not
}

void OnReply(NativeAsyncContext* context, void* reply, void* data) {
  const std::unique_ptr<PendingCommand> pending{static_cast<PendingCommand*>(data)};
  const CalledLibrary::Again library{pending->library};
  {
    const ErrnoGuard errno_guard;
    End(*pending, *context, reply);
  }
  if (pending->callback == nullptr) return FreeUnwanted(*context, reply);
  const OutsideLibrary outside;
  // The user's callback runs in the trace context in which the command was submitted.
  const auto token = context_api::RuntimeContext::Attach(pending->parent);
  pending->callback(context, reply, pending->data);
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
