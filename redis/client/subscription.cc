#include "redis/client/subscription.h"

#include <opentelemetry/trace/scope.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "core/interpose/errno_guard.h"
#include "core/process/never_destroyed.h"
#include "core/process/process_life.h"
#include "dbspan/detail/named_operation.h"
#include "redis/client/async_state.h"
#include "redis/client/outcome.h"
#include "redis/client/real.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

/// Returns whether a reply is a message; all other replies to a subscription answer a command.
bool IsMessage(const std::optional<ReplyView>& reply) noexcept {
  if (!reply || reply->elements < 3) return false;
  const std::string_view kind = (*reply)[0].text;
  return kind == "message" || kind == "pmessage" || kind == "smessage";
}

/// Returns whether a reply answers a command that subscribes, for one of its channels.
bool Confirms(const ReplyView& reply) noexcept {
  if (!IsList(reply) || reply.elements == 0) return false;
  const std::string_view kind = reply[0].text;
  return kind == "subscribe" || kind == "psubscribe" || kind == "ssubscribe";
}

/// Counts a reply of its context for a command. Returns whether it was the last one.
bool IsAnswered(PendingCommand& pending, const std::optional<ReplyView>& reply) noexcept {
  const bool subscribes = pending.reading.effect == Effect::kSubscribes;
  if (!subscribes || !reply || reply->type == ReplyType::kError) return true;
  if (!Confirms(*reply)) return false;
  return --pending.reading.replies == 0;
}

/// Ends the commands to which a reply is the last one: all if it is null.
void EndAnswered(const NativeAsyncContext& context, ContextSubscriptions& of,
                 const void* reply) noexcept {
  const ErrnoGuard errno_guard;
  const std::optional<ReplyView> readable = Readable(context.c, reply);
  bool first = true;
  while (const auto pending = Subscriptions::Instance().TakeAnswered(of, reply, readable)) {
    pending->may_be_refused = first;
    End(*pending, context, reply);
    if (reply != nullptr) return;
    first = false;
  }
}

}  // namespace

Subscriptions& Subscriptions::Instance() {
  static NeverDestroyed<Subscriptions> subscriptions;  // messages may arrive during process exit
  return subscriptions.Get();
}

Subscription* Subscriptions::Of(const NativeAsyncContext& context, NativeCallback* callback,
                                void* data, bool records_messages) {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  const bool full = subscriptions_.size() >= kMostContexts && !records_messages;
  if (full && subscriptions_.count(&context) == 0) return nullptr;
  std::unique_ptr<ContextSubscriptions>& of = subscriptions_[&context];
  if (of == nullptr) of = std::make_unique<ContextSubscriptions>();
  const auto found = std::find_if(of->known.begin(), of->known.end(), [&](const auto& one) {
    return one.callback == callback && one.data == data;
  });
  if (found != of->known.end()) return &*found;
  if (of->known.size() >= kMost && !records_messages) return nullptr;
  Subscription& added = of->known.emplace_back();
  added.callback = callback;
  added.data = data;
  added.context = of.get();
  return &added;
}

void Subscriptions::Wait(ContextSubscriptions& of, std::unique_ptr<PendingCommand>& pending) {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  if (!of.misses_replies) of.waiting.emplace_back().swap(pending);
}

void Subscriptions::StopWaiting(const NativeAsyncContext& context) {
  ContextSubscriptions* stopped = nullptr;
  {
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{mutex_};
    if (subscriptions_.size() >= kMostContexts && subscriptions_.count(&context) == 0) return;
    std::unique_ptr<ContextSubscriptions>& of = subscriptions_[&context];
    if (of == nullptr) of = std::make_unique<ContextSubscriptions>();
    of->misses_replies = true;
    stopped = of.get();
  }
  while (const auto pending = TakeAnswered(*stopped, nullptr, std::nullopt)) {
    pending->operation.End();
  }
}

std::unique_ptr<PendingCommand> Subscriptions::TakeLast(
    const NativeAsyncContext& context) noexcept {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  const auto found = subscriptions_.find(&context);
  if (found == subscriptions_.end() || found->second == nullptr) return nullptr;
  auto& waiting = found->second->waiting;
  if (waiting.empty()) return nullptr;
  std::unique_ptr<PendingCommand> last = std::move(waiting.back());
  waiting.pop_back();
  return last;
}

std::unique_ptr<PendingCommand> Subscriptions::TakeAnswered(
    ContextSubscriptions& of, const void* reply,
    const std::optional<ReplyView>& readable) noexcept {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  if (of.waiting.empty()) return nullptr;
  if (reply != nullptr && !IsAnswered(*of.waiting.front(), readable)) return nullptr;
  std::unique_ptr<PendingCommand> answered = std::move(of.waiting.front());
  of.waiting.pop_front();
  return answered;
}

std::unique_ptr<ContextSubscriptions> Subscriptions::Take(
    const NativeAsyncContext* context) noexcept {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  const auto found = subscriptions_.find(context);
  if (found == subscriptions_.end()) return nullptr;
  std::unique_ptr<ContextSubscriptions> taken = std::move(found->second);
  subscriptions_.erase(found);
  return taken;
}

void OnSubscribed(NativeAsyncContext* context, void* reply, void* data) {
  const auto& known = *static_cast<const Subscription*>(data);
  if (!known.records_messages && known.context->waiting.empty()) {
    return known.callback(context, reply, known.data);
  }
  // A copy, because the callback may end the connection and so destroy the subscription.
  const Subscription subscription = known;
  const CalledLibrary::Again library{subscription.library};
  const bool message = IsMessage(Readable(context->c, reply));
  if (!message) EndAnswered(*context, *subscription.context, reply);
  const OutsideLibrary outside;
  if (!message || !subscription.records_messages) {
    return subscription.callback(context, reply, subscription.data);
  }
  EndpointPtr endpoint;
  detail::OperationSpan operation = subscription.instrumenter->Start([&] {
    endpoint = AsyncEndpoints::Instance().Of(*context);
    Operation received = detail::NamedOperation(endpoint, "MESSAGE");
    received.link = &subscription.subscribed;
    return received;
  });
  {
    // Database calls of the callback are recorded, because it is application code.
    std::optional<opentelemetry::trace::Scope> current;
    if (operation.recording()) current.emplace(operation.span());
    subscription.callback(context, reply, subscription.data);
  }
  operation.End({});
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
