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

/// Ends the commands to which a reply is the last one.
void EndAnswered(const NativeAsyncContext& context, const void* reply) noexcept {
  const ErrnoGuard errno_guard;
  bool first = true;
  for (auto& pending : Subscriptions::Instance().TakeAnswered(context, reply)) {
    pending->may_be_refused = std::exchange(first, false);
    End(*pending, context, reply);
  }
}

}  // namespace

Subscriptions& Subscriptions::Instance() {
  static NeverDestroyed<Subscriptions> subscriptions;  // messages may arrive during process exit
  return subscriptions.Get();
}

Subscription& Subscriptions::Of(const NativeAsyncContext& context, NativeCallback* callback,
                                void* data) {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  std::deque<Subscription>& known = subscriptions_[&context].known;
  const auto found = std::find_if(known.begin(), known.end(), [&](const Subscription& one) {
    return one.callback == callback && one.data == data;
  });
  if (found != known.end()) return *found;
  Subscription& added = known.emplace_back();
  added.callback = callback;
  added.data = data;
  return added;
}

void Subscriptions::Wait(const NativeAsyncContext& context,
                         std::unique_ptr<PendingCommand>& pending) {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  subscriptions_[&context].waiting.emplace_back().swap(pending);
}

std::unique_ptr<PendingCommand> Subscriptions::TakeLast(
    const NativeAsyncContext& context) noexcept {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  const auto found = subscriptions_.find(&context);
  if (found == subscriptions_.end() || found->second.waiting.empty()) return nullptr;
  std::unique_ptr<PendingCommand> last = std::move(found->second.waiting.back());
  found->second.waiting.pop_back();
  return last;
}

Subscriptions::Waiting Subscriptions::TakeAnswered(const NativeAsyncContext& context,
                                                   const void* reply) noexcept try {
  const std::optional<ReplyView> readable = Readable(context.c, reply);
  Waiting answered;
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  const auto found = subscriptions_.find(&context);
  if (found == subscriptions_.end()) return answered;
  Waiting& waiting = found->second.waiting;
  if (reply == nullptr) {
    answered.swap(waiting);
  } else if (!waiting.empty() && IsAnswered(*waiting.front(), readable)) {
    answered.push_back(std::move(waiting.front()));
    waiting.pop_front();
  }
  return answered;
} catch (...) {  // no memory: the operations end with the context
  return {};
}

void Subscriptions::Forget(const NativeAsyncContext* context) noexcept {
  decltype(subscriptions_)::node_type forgotten;  // destroyed after the lock: its operations end
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  forgotten = subscriptions_.extract(context);
}

void OnSubscribed(NativeAsyncContext* context, void* reply, void* data) {
  // A copy, because the callback may end the connection and so destroy the subscription.
  const Subscription subscription = *static_cast<const Subscription*>(data);
  const CalledLibrary::Again library{subscription.library};
  const bool message = IsMessage(Readable(context->c, reply));
  if (!message) EndAnswered(*context, reply);
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
