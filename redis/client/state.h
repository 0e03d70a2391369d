#pragma once

#include <memory>
#include <string_view>

#include "core/interpose/address_table.h"
#include "dbspan/endpoint.h"
#include "dbspan/instrumenter.h"
#include "dbspan/version.h"
#include "redis/client/native.h"
#include "redis/client/seal.h"
#include "redis/conversation.h"
#include "redis/known_commands.h"
#include "redis/pipeline.h"
#include "redis/resp/command_stream.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// Returns the endpoint of a context. Reads the peer's address from the socket; makes no round
/// trip.
EndpointPtr MakeEndpoint(const NativeContext& context, std::string_view database);

/// State that dbspan keeps for one context. Used by the thread that uses the context.
struct ContextState {
  /// If `own` is null, uses the process-wide instrumenter.
  ContextState(const NativeContext& context, std::shared_ptr<const Instrumenter> own);

  std::shared_ptr<const Instrumenter> instrumenter;
  EndpointPtr endpoint;
  Conversation conversation;
  KnownCommands known_commands;
  Pipeline pipeline;
  CommandStream stream;
  Seal seal;  ///< Set while no traced function runs.
  /// True while replies cannot be matched to commands. The pipeline is then idle.
  bool in_doubt = false;
  bool unread = false;  ///< In doubt: commands were written, and no reply was read since then.
};

/// The states of all contexts that dbspan connected, by address. Safe from any thread.
///
/// Stored outside of the context, because hiredis 0.14 has no field for them, and the field in 1.x
/// belongs to the user. An entry is removed before its context is freed, so a new context at the
/// same address has no old state.
class ContextRegistry {
 public:
  static ContextRegistry& Instance();

  /// Creates the state of a new context; does nothing if `context` is null. If `instrumenter` is
  /// null, uses the process-wide one.
  void Add(const NativeContext* context,
           std::shared_ptr<const Instrumenter> instrumenter = nullptr) noexcept;
  /// Returns null for a context that was not connected through dbspan.
  ContextState* Find(const NativeContext* context) noexcept { return states_.Find(context); }
  /// Removes the state of a context. Pending operations end without an outcome.
  void Remove(const NativeContext* context) noexcept { states_.Take(context); }

 private:
  AddressTable<NativeContext, ContextState> states_;
};

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
