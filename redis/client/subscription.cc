#include "redis/client/subscription.h"

#include <opentelemetry/trace/scope.h>

#include <algorithm>
#include <optional>
#include <string_view>

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

}  // namespace

Subscriptions& Subscriptions::Instance() {
  static NeverDestroyed<Subscriptions> subscriptions;  // messages may arrive during process exit
  return subscriptions.Get();
}

Subscription& Subscriptions::Of(const NativeAsyncContext& context, NativeCallback* callback,
                                void* data) {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  std::deque<Subscription>& known = subscriptions_[&context];
  const auto found = std::find_if(known.begin(), known.end(), [&](const Subscription& one) {
    return one.callback == callback && one.data == data;
  });
  if (found != known.end()) return *found;
  Subscription& added = known.emplace_back();
  added.callback = callback;
  added.data = data;
  return added;
}

void Subscriptions::Forget(const NativeAsyncContext* context) noexcept {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  subscriptions_.erase(context);
}

void OnMessage(NativeAsyncContext* context, void* reply, void* data) {
  // A copy, because the callback may end the connection and so destroy the subscription.
  const Subscription subscription = *static_cast<const Subscription*>(data);
  const CalledLibrary::Again library{subscription.library};
  const OutsideLibrary outside;
  if (!IsMessage(Readable(context->c, reply))) {
    return subscription.callback(context, reply, subscription.data);
  }
  EndpointPtr endpoint;
  detail::OperationSpan operation = subscription.instrumenter->Start([&] {
    endpoint = AsyncEndpoints::Instance().Of(*context);
    Operation message = detail::NamedOperation(endpoint, "MESSAGE");
    message.link = &subscription.subscribed;
    return message;
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
