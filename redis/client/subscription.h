#pragma once

#include <opentelemetry/trace/span_context.h>

#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "dbspan/instrumenter.h"
#include "dbspan/version.h"
#include "redis/client/pending_command.h"
#include "redis/client/real.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// The user's callback for the replies to SUBSCRIBE and the like, and for the messages that follow.
///
/// The client copies callback and data into its tables and does not report when it removes them. So
/// the object exists as long as the connection; there is one per callback and data of a connection.
struct Subscription {
  std::shared_ptr<const Instrumenter> instrumenter;
  /// Span of the last SUBSCRIBE.
  opentelemetry::trace::SpanContext subscribed = opentelemetry::trace::SpanContext::GetInvalid();
  CalledLibrary library;
  NativeCallback* callback = nullptr;
  void* data = nullptr;
  bool records_messages = false;  ///< Each message is recorded as a span.
};

/// The subscriptions of all contexts, by address. Safe from any thread.
class Subscriptions {
 public:
  using Waiting = std::deque<std::unique_ptr<PendingCommand>>;

  static Subscriptions& Instance();

  /// Returns the subscription of a context with this callback and data; creates it at the first
  /// call.
  Subscription& Of(const NativeAsyncContext& context, NativeCallback* callback, void* data);
  /// Takes a command over until its last reply. The server answers these commands of a context in
  /// order.
  void Wait(const NativeAsyncContext& context, std::unique_ptr<PendingCommand>& pending);
  /// Returns the command that `Wait` has kept last: the client did not accept it.
  std::unique_ptr<PendingCommand> TakeLast(const NativeAsyncContext& context) noexcept;
  /// Returns the commands that end with a reply of their context: one or none, or all if it is
  /// null, because the connection is lost.
  Waiting TakeAnswered(const NativeAsyncContext& context, const void* reply) noexcept;
  /// Removes the subscriptions of an earlier context at this address.
  void Forget(const NativeAsyncContext* context) noexcept;

 private:
  struct OfContext {
    std::deque<Subscription> known;
    Waiting waiting;
  };

  std::mutex mutex_;
  std::unordered_map<const NativeAsyncContext*, OfContext> subscriptions_;
};

/// The callback that is passed to the client; `data` is the Subscription.
void OnSubscribed(NativeAsyncContext* context, void* reply, void* data);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
