#include "redis/client/state.h"

#include <utility>

#include "core/process/never_destroyed.h"
#include "core/span/endpoint_check.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/peer.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

EndpointPtr MakeEndpoint(const NativeContext& context, std::string_view database) {
  EndpointFields fields;
  fields.system = kSystem;
  fields.database = database;
  if (context.connection_type == DBSPAN_CONSTANT(CONN_TCP) && context.tcp.host != nullptr) {
    fields.server_address = context.tcp.host;
    fields.server_port = PortOfNumber(context.tcp.port);
  }
  if (context.connection_type == DBSPAN_CONSTANT(CONN_UNIX) && context.unix_sock.path != nullptr) {
    fields.server_address = context.unix_sock.path;
    fields.peer_address = fields.server_address;
  } else if (context.err == 0) {
    ReadPeer(static_cast<int>(context.fd), fields);
    if (fields.server_address.empty()) {  // redisConnectFd: only the socket has an address
      fields.server_address = fields.peer_address;
      fields.server_port = fields.peer_port;
    }
  }
  return std::make_shared<const Endpoint>(std::move(fields));
}

ContextState::ContextState(const NativeContext& context, std::shared_ptr<const Instrumenter> own)
    : instrumenter(own == nullptr ? Redis::instrumenter().Get() : std::move(own)),
      endpoint(MakeEndpoint(context, "0")) {
  seal.Set(context);
}

ContextRegistry& ContextRegistry::Instance() {
  static NeverDestroyed<ContextRegistry> registry;
  return registry.Get();
}

void ContextRegistry::Add(const NativeContext* context,
                          std::shared_ptr<const Instrumenter> instrumenter) noexcept try {
  if (context == nullptr) return;
  states_.Put(context, std::make_unique<ContextState>(*context, std::move(instrumenter)));
} catch (...) {  // no memory: the context is treated as if dbspan had not connected it
}

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
