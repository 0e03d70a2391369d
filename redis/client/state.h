#pragma once

#include <memory>
#include <string_view>

#include "core/interpose/address_table.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/version.h"
#include "redis/client/native.h"
#include "redis/conversation.h"
#include "redis/pipeline.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// Returns where a context leads; asks the socket for its peer, not the server for anything.
EndpointPtr MakeEndpoint(const NativeContext& context, std::string_view database);

/// What telemetry remembers of one context. Used by the thread that uses the context.
struct ContextState {
  /// `own` is null for the process-wide instrumenter.
  ContextState(const NativeContext& context, std::shared_ptr<const Instrumenter> own);

  std::shared_ptr<const Instrumenter> instrumenter;
  EndpointPtr endpoint;
  Conversation conversation;
  Pipeline pipeline;
};

/// The states of all contexts that dbspan connected, by address. Safe from any thread.
///
/// hiredis 0.14 has no place for them in a context, and in 1.x that place is the user's. An entry
/// dies before its context does, so that an address that is used again starts afresh.
class ContextRegistry {
 public:
  static ContextRegistry& Instance();

  /// Remembers a new context; nothing for null. Without an instrumenter of its own it gets the
  /// process-wide one.
  void Add(const NativeContext* context,
           std::shared_ptr<const Instrumenter> instrumenter = nullptr) noexcept;
  /// Null for a context that something else connected.
  ContextState* Find(const NativeContext* context) noexcept { return states_.Find(context); }
  /// Forgets a context; what was pending ends without an outcome.
  void Remove(const NativeContext* context) noexcept { states_.Take(context); }

 private:
  AddressTable<NativeContext, ContextState> states_;
};

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
