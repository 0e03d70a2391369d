#pragma once

#include <opentelemetry/trace/span_context.h>

#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "dbspan/instrumenter.h"
#include "dbspan/version.h"
#include "redis/client/real.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// The user's callback for the messages of a subscription. Each message is recorded as a span.
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
};

/// The subscriptions of all contexts, by address. Safe from any thread.
class Subscriptions {
 public:
  static Subscriptions& Instance();

  /// Returns the subscription of a context with this callback and data; creates it at the first
  /// call.
  Subscription& Of(const NativeAsyncContext& context, NativeCallback* callback, void* data);
  /// Removes the subscriptions of an earlier context at this address.
  void Forget(const NativeAsyncContext* context) noexcept;

 private:
  std::mutex mutex_;
  std::unordered_map<const NativeAsyncContext*, std::deque<Subscription>> subscriptions_;
};

/// The callback that is passed to the client; `data` is the Subscription.
void OnMessage(NativeAsyncContext* context, void* reply, void* data);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
