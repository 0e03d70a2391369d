#include "redis/hiredis/async.h"

#include <memory>
#include <string_view>

#include "core/interpose/enabled.h"
#include "core/interpose/errno_guard.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/describe.h"
#include "redis/hiredis/async_endpoints.h"
#include "redis/hiredis/formatted.h"
#include "redis/hiredis/pending_command.h"
#include "redis/hiredis/subscription.h"
#include "redis/selects.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool Subscribes(const CommandFacts& facts) noexcept {
  return facts.rule->effect == Effect::kSubscribes;
}

// Their callbacks come many times, or for other commands: hiredis keeps track of them by name, and
// has to see the user's own.
bool KeepsCallback(const CommandFacts& facts) noexcept {
  const Effect effect = facts.rule->effect;
  return Subscribes(facts) || effect == Effect::kUnsubscribes || effect == Effect::kMonitors;
}

/// Puts itself in front of the user's callback, to see the messages.
void ObserveMessages(const redisAsyncContext& context, const PendingCommand& pending,
                     redisCallbackFn*& callback, void*& data) noexcept try {
  if (callback == nullptr || !pending.instrumenter->options().message_spans) return;
  Subscription& subscription = Subscriptions::Instance().Of(context, callback, data);
  subscription.instrumenter = pending.instrumenter;
  subscription.subscribed = pending.operation.context();
  callback = &OnMessage;
  data = &subscription;
} catch (...) {  // no memory: the messages go by
}

int SubmitObserved(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                   std::string_view wire, const CommandFacts& facts) {
  const auto pending = StartPending(*context, wire, facts, nullptr, nullptr);
  if (pending != nullptr && Subscribes(facts)) ObserveMessages(*context, *pending, callback, data);
  const int status =
      real::redisAsyncFormattedCommand(context, callback, data, wire.data(), wire.size());
  if (pending == nullptr) return status;
  if (status == REDIS_OK) {
    const ErrnoGuard errno_guard;
    pending->operation.End({});
  } else {
    Refuse(*pending, *context);
  }
  return status;
}

void FollowSubmitted(const redisAsyncContext& context, const ReplyReading& reading) noexcept try {
  if (!ChangesConversation(reading.effect)) return;
  const ErrnoGuard errno_guard;
  AsyncEndpoints::Instance().Submit(context, reading);
} catch (...) {  // no memory: the namespace follows with the reply
}

int Submit(redisAsyncContext* context, redisCallbackFn* callback, void* data,
           std::string_view wire) {
  const CommandFacts facts = ReadCommand(wire);
  if (KeepsCallback(facts)) return SubmitObserved(context, callback, data, wire, facts);
  auto pending = StartPending(*context, wire, facts, callback, data);
  if (pending == nullptr) {
    return real::redisAsyncFormattedCommand(context, callback, data, wire.data(), wire.size());
  }
  const int status =
      real::redisAsyncFormattedCommand(context, &OnReply, pending.get(), wire.data(), wire.size());
  if (status == REDIS_OK) {
    const ReplyReading reading = pending->reading;
    static_cast<void>(pending.release());  // OnReply owns it now, and is called even on disconnect
    FollowSubmitted(*context, reading);
  } else {
    Refuse(*pending, *context);
  }
  return status;
}

}  // namespace

redisAsyncContext* ForgetEarlier(redisAsyncContext* context) noexcept {
  const ErrnoGuard errno_guard;
  if (context == nullptr) return context;
  AsyncEndpoints::Instance().Forget(context);  // of an earlier one
  Subscriptions::Instance().Forget(context);
  return context;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis

using dbspan::redis::AsyncEndpoints;
using dbspan::redis::ForgetEarlier;
using dbspan::redis::Formatted;
namespace real = dbspan::redis::real;

namespace {
/// While nothing is recorded, only SELECT is looked at.
template <class SelectsOf>
bool IsObserved(const SelectsOf& selects) noexcept {
  return dbspan::Enabled<dbspan::Redis>() || selects();
}

int AsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                 const char* format, va_list arguments) {
  if (IsObserved([&] { return dbspan::redis::Selects(format); })) {
    const Formatted command{format, arguments};
    if (command.ok()) return dbspan::redis::Submit(context, callback, data, command.wire());
  }
  return real::redisvAsyncCommand(context, callback, data, format, arguments);
}

}  // namespace

redisAsyncContext* dbspan_redisAsyncConnect(const char* host, int port) {
  DBSPAN_REDIS_ENTER(redisAsyncConnect, host, port);
  return ForgetEarlier(real::redisAsyncConnect(host, port));
}

redisAsyncContext* dbspan_redisAsyncConnectBind(const char* host, int port, const char* source) {
  DBSPAN_REDIS_ENTER(redisAsyncConnectBind, host, port, source);
  return ForgetEarlier(real::redisAsyncConnectBind(host, port, source));
}

redisAsyncContext* dbspan_redisAsyncConnectBindWithReuse(const char* host, int port,
                                                         const char* source) {
  DBSPAN_REDIS_ENTER(redisAsyncConnectBindWithReuse, host, port, source);
  return ForgetEarlier(real::redisAsyncConnectBindWithReuse(host, port, source));
}

redisAsyncContext* dbspan_redisAsyncConnectUnix(const char* path) {
  DBSPAN_REDIS_ENTER(redisAsyncConnectUnix, path);
  return ForgetEarlier(real::redisAsyncConnectUnix(path));
}

void dbspan_redisAsyncFree(redisAsyncContext* context) {
  DBSPAN_REDIS_ENTER(redisAsyncFree, context);
  {
    const dbspan::ErrnoGuard errno_guard;
    AsyncEndpoints::Instance().Forget(context);
  }
  real::redisAsyncFree(context);
}

int dbspan_redisvAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                              const char* format, va_list arguments) {
  DBSPAN_REDIS_ENTER(redisvAsyncCommand, context, callback, data, format, arguments);
  return AsyncCommand(context, callback, data, format, arguments);
}

int dbspan_redisAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                             const char* format, ...) {
  dbspan::redis::Arguments arguments;
  va_start(arguments.list, format);
  DBSPAN_REDIS_ENTER(redisvAsyncCommand, context, callback, data, format, arguments.list);
  return AsyncCommand(context, callback, data, format, arguments.list);
}

int dbspan_redisAsyncCommandArgv(redisAsyncContext* context, redisCallbackFn* callback, void* data,
                                 int count, const char** arguments, const size_t* lengths) {
  DBSPAN_REDIS_ENTER(redisAsyncCommandArgv, context, callback, data, count, arguments, lengths);
  if (IsObserved([&] { return dbspan::redis::Selects(count, arguments, lengths); })) {
    const Formatted command{count, arguments, lengths};
    if (command.ok()) return dbspan::redis::Submit(context, callback, data, command.wire());
  }
  return real::redisAsyncCommandArgv(context, callback, data, count, arguments, lengths);
}

int dbspan_redisAsyncFormattedCommand(redisAsyncContext* context, redisCallbackFn* callback,
                                      void* data, const char* command, size_t size) {
  DBSPAN_REDIS_ENTER(redisAsyncFormattedCommand, context, callback, data, command, size);
  if (!IsObserved([&] { return dbspan::redis::Selects(command, size); })) {
    return real::redisAsyncFormattedCommand(context, callback, data, command, size);
  }
  return dbspan::redis::Submit(context, callback, data, {command, size});
}
