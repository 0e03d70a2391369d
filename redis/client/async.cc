#include "redis/client/functions.h"

#include <memory>
#include <string_view>

#include "core/interpose/client_behind.h"
#include "core/interpose/enabled.h"
#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/client/async_state.h"
#include "redis/client/formatted.h"
#include "redis/client/pending_command.h"
#include "redis/client/subscription.h"
#include "redis/describe.h"
#include "redis/resp/command_stream.h"
#include "redis/selects.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

bool Subscribes(const CommandFacts& facts) noexcept {
  return facts.rule->effect == Effect::kSubscribes;
}

// Returns true for SUBSCRIBE, UNSUBSCRIBE, MONITOR and the like: their callback is called several
// times or with replies to other commands. The client finds these callbacks by name and must store
// the user's own callback.
bool KeepsCallback(const CommandFacts& facts) noexcept {
  const Effect effect = facts.rule->effect;
  return Subscribes(facts) || effect == Effect::kUnsubscribes || effect == Effect::kMonitors;
}

/// Replaces the user's callback by one that ends the command with its last reply, records the
/// messages if they have spans, and calls the user's. Takes the command over if that is possible.
/// Returns whether the replies are seen.
bool SeeReplies(const NativeAsyncContext& context, std::unique_ptr<PendingCommand>& pending,
                NativeCallback*& callback, void*& data) noexcept try {
  if (pending == nullptr || callback == nullptr) return false;
  const bool records_messages = pending->instrumenter->options().message_spans;
  Subscription* const subscription =
      Subscriptions::Instance().Of(context, callback, data, records_messages);
  if (subscription == nullptr) return false;
  subscription->instrumenter = records_messages ? pending->instrumenter : nullptr;
  subscription->subscribed = pending->operation.operation().context();
  subscription->records_messages = records_messages;
  Subscriptions::Instance().Wait(*subscription->context, pending);
  if (pending != nullptr && !records_messages) return false;
  callback = &OnSubscribed;
  data = subscription;
  return true;
} catch (...) {  // no memory: the command ends when it is submitted
  return false;
}

void FollowReplies(const NativeAsyncContext& context, std::unique_ptr<PendingCommand>& pending,
                   const CommandFacts& facts, NativeCallback*& callback, void*& data) noexcept try {
  if (facts.rule->effect == Effect::kUnsubscribes) return;
  const ErrnoGuard errno_guard;
  const bool seen = SeeReplies(context, pending, callback, data);
  if (!seen && Subscribes(facts)) Subscriptions::Instance().StopWaiting(context);
} catch (...) {  // no memory: a confirmation may end another subscription
}

int SubmitFollowReply(NativeAsyncContext* context, NativeCallback* callback, void* data,
                      std::string_view wire, const CommandFacts& facts) {
  auto pending = StartPending(*context, wire, facts, nullptr, nullptr);
  const bool started = pending != nullptr;
  FollowReplies(*context, pending, facts, callback, data);
  const bool waits = started && pending == nullptr;
  const int status = real::AsyncFormattedCommand(context, callback, data, wire.data(), wire.size());
  if (!started || (waits && status == kOk)) return status;
  const ErrnoGuard errno_guard;
  if (waits) pending = Subscriptions::Instance().TakeLast(*context);
  if (pending == nullptr) return status;
  if (status == kOk) {
    pending->operation.End();
  } else {
    End(*pending, *context, nullptr);
  }
  return status;
}

void FollowSubmitted(const NativeAsyncContext& context, const ReplyReading& reading) noexcept try {
  if (!ChangesConversation(reading.effect)) return;
  const ErrnoGuard errno_guard;
  AsyncEndpoints::Instance().Submit(context, reading);
} catch (...) {  // no memory: the database changes when the reply arrives
}

bool IsGivenUp(const NativeAsyncContext& context) noexcept {
  if (!AsyncEndpoints::AnyGivenUp()) return false;
  const ErrnoGuard errno_guard;
  return AsyncEndpoints::Instance().IsGivenUp(context);
}

void GiveUp(const NativeAsyncContext& context) noexcept try {
  const ErrnoGuard errno_guard;
  AsyncEndpoints::Instance().GiveUp(context);
  LogOnce(
      "async_pieces",
      "a call of redisAsyncFormattedCommand has a part of a Redis command, or several commands, "
      "so the client assigns replies to other commands, and this connection is no longer "
      "recorded; give each call exactly one command");
} catch (...) {  // no memory: spans may have replies of other commands
}

int Submit(NativeAsyncContext* context, NativeCallback* callback, void* data,
           std::string_view wire) {
  if (IsGivenUp(*context)) {
    return real::AsyncFormattedCommand(context, callback, data, wire.data(), wire.size());
  }
  const CommandFacts facts = ReadCommand(wire);
  if (KeepsCallback(facts)) return SubmitFollowReply(context, callback, data, wire, facts);
  auto pending = StartPending(*context, wire, facts, callback, data);
  if (pending == nullptr) {
    return real::AsyncFormattedCommand(context, callback, data, wire.data(), wire.size());
  }
  const int status =
      real::AsyncFormattedCommand(context, &OnReply, pending.get(), wire.data(), wire.size());
  if (status == kOk) {
    const ReplyReading reading = pending->reading;
    static_cast<void>(pending.release());  // OnReply owns it now; it is called even on disconnect
    FollowSubmitted(*context, reading);
  } else {
    const ErrnoGuard errno_guard;
    End(*pending, *context, nullptr);
  }
  return status;
}

/// Returns whether the command must be followed: always while recording is on, otherwise only
/// SELECT.
template <class SelectsOf>
bool IsFollowReply(const SelectsOf& selects) noexcept {
  return Enabled<Redis>() || selects();
}

int AsyncCommand(NativeAsyncContext* context, NativeCallback* callback, void* data,
                 const char* format, va_list arguments) {
  if (IsFollowReply([&] { return Selects(format); })) {
    const Formatted command{format, arguments};
    if (command.ok()) return Submit(context, callback, data, command.wire());
  }
  return real::vAsyncCommand(context, callback, data, format, arguments);
}

}  // namespace

DBSPAN_CLIENT_COMMAND((format), int, vAsyncCommand,
                      (NativeAsyncContext * context, NativeCallback* callback, void* data,
                       const char* format, va_list arguments),
                      (context, callback, data, format, arguments)) {
  return AsyncCommand(context, callback, data, format, arguments);
}

int DBSPAN_OURS(AsyncCommand)(NativeAsyncContext* context, NativeCallback* callback, void* data,
                              const char* format, ...) {
  Arguments arguments;
  va_start(arguments.list, format);
  DBSPAN_CLIENT_PASS_COMMAND(MaySelect(format), vAsyncCommand, context, callback, data, format,
                             arguments.list);
  return vAsyncCommandForApplication(context, callback, data, format, arguments.list, caller);
}

DBSPAN_CLIENT_COMMAND((count, arguments, lengths), int, AsyncCommandArgv,
                      (NativeAsyncContext * context, NativeCallback* callback, void* data,
                       int count, const char** arguments, const size_t* lengths),
                      (context, callback, data, count, arguments, lengths)) {
  if (IsFollowReply([&] { return Selects(count, arguments, lengths); })) {
    const Formatted command{count, arguments, lengths};
    if (command.ok()) return Submit(context, callback, data, command.wire());
  }
  return real::AsyncCommandArgv(context, callback, data, count, arguments, lengths);
}

DBSPAN_CLIENT_COMMAND((command, size), int, AsyncFormattedCommand,
                      (NativeAsyncContext * context, NativeCallback* callback, void* data,
                       const char* command, size_t size),
                      (context, callback, data, command, size)) {
  if (!IsFollowReply([&] { return Selects(command, size); })) {
    return real::AsyncFormattedCommand(context, callback, data, command, size);
  }
  const std::string_view wire{command, size};
  const bool one = IsOneCommand(wire);
  const int status = Submit(context, callback, data, wire);
  if (!one && status == kOk) GiveUp(*context);
  return status;
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
