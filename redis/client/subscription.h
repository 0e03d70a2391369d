#pragma once

#include <opentelemetry/trace/span_context.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "dbspan/instrumenter.h"
#include "dbspan/version.h"
#include "redis/client/pending_command.h"
#include "redis/client/real.h"
#include "redis/reply_view.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// The user's callback for the replies to SUBSCRIBE and the like, and for the messages that follow.
///
/// The client copies callback and data into its tables and does not report when it removes them. So
/// the object exists as long as the connection; there is one per callback and data of a connection.
struct Subscription {
  std::shared_ptr<const Instrumenter> instrumenter;  ///< Null unless messages are recorded.
  /// Span of the last SUBSCRIBE.
  opentelemetry::trace::SpanContext subscribed = opentelemetry::trace::SpanContext::GetInvalid();
  CalledLibrary library;
  NativeCallback* callback = nullptr;
  void* data = nullptr;
  bool records_messages = false;  ///< Each message is recorded as a span.
  struct ContextSubscriptions* context = nullptr;
};

/// The subscriptions of one context. A context is used by one thread at a time, and so is this.
struct ContextSubscriptions {
  std::deque<Subscription> known;
  /// The commands whose last reply is to come. The server answers them in order.
  std::deque<std::unique_ptr<PendingCommand>> waiting;
  /// Not all confirmations are seen, so they cannot be assigned to commands.
  bool misses_replies = false;
};

/// The subscriptions of all contexts, by address. Safe from any thread.
class Subscriptions {
 public:
  /// Limits for what is kept to see confirmations: callbacks of one context, and contexts. The
  /// subscriptions of a context that the client freed itself stay until its address is used again.
  static constexpr std::size_t kMost = 64;
  static constexpr std::size_t kMostContexts = 4096;

  static Subscriptions& Instance();

  /// Returns the subscription of a context with this callback and data; creates it at the first
  /// call. Returns null if there are too many, unless messages are recorded.
  Subscription* Of(const NativeAsyncContext& context, NativeCallback* callback, void* data,
                   bool records_messages);
  /// Takes a command over until its last reply.
  void Wait(ContextSubscriptions& of, std::unique_ptr<PendingCommand>& pending);
  /// Ends the waiting commands of a context without a result, and lets no later one wait: a command
  /// is about to be submitted whose confirmations are not seen. It may replace the callback of a
  /// channel for which another one waits.
  void StopWaiting(const NativeAsyncContext& context);
  /// Returns the command that `Wait` has kept last: the client did not accept it.
  std::unique_ptr<PendingCommand> TakeLast(const NativeAsyncContext& context) noexcept;
  /// Returns the first waiting command if it ends with this reply, which is null if the connection
  /// is lost; otherwise null.
  std::unique_ptr<PendingCommand> TakeAnswered(ContextSubscriptions& of, const void* reply,
                                               const std::optional<ReplyView>& readable) noexcept;
  /// Removes the subscriptions of a context and returns them; null if there are none.
  std::unique_ptr<ContextSubscriptions> Take(const NativeAsyncContext* context) noexcept;
  /// Removes the subscriptions of an earlier context at this address.
  void Forget(const NativeAsyncContext* context) noexcept { Take(context); }

 private:
  std::mutex mutex_;
  std::unordered_map<const NativeAsyncContext*, std::unique_ptr<ContextSubscriptions>>
      subscriptions_;
};

/// The callback that is passed to the client; `data` is the Subscription.
void OnSubscribed(NativeAsyncContext* context, void* reply, void* data);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
