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

/// What the user wants to be called with the messages of a subscription, each in a span of its own.
///
/// The client copies callback and data into its tables and tells nobody when it drops them, so an
/// object lives as long as its connection: there is one per callback and data of a connection.
struct Subscription {
  std::shared_ptr<const Instrumenter> instrumenter;
  /// The span of the last SUBSCRIBE.
  opentelemetry::trace::SpanContext subscribed = opentelemetry::trace::SpanContext::GetInvalid();
  CalledLibrary library;
  NativeCallback* callback = nullptr;
  void* data = nullptr;
};

/// The subscriptions of all contexts, by address. Safe from any thread.
class Subscriptions {
 public:
  static Subscriptions& Instance();

  /// The subscription of a context with this callback and data, made when there is none yet.
  Subscription& Of(const NativeAsyncContext& context, NativeCallback* callback, void* data);
  /// Another context begins at this address: whatever was there is gone.
  void Forget(const NativeAsyncContext* context) noexcept;

 private:
  std::mutex mutex_;
  std::unordered_map<const NativeAsyncContext*, std::deque<Subscription>> subscriptions_;
};

/// The callback that the client gets; `data` is the Subscription.
void OnMessage(NativeAsyncContext* context, void* reply, void* data);

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
