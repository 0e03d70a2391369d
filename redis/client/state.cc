#include "redis/client/state.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "core/process/never_destroyed.h"
#include "core/span/endpoint_check.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/redis/instrumentation.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {
namespace {

/// Returns the path of a unix socket; empty for an unnamed or abstract one.
std::string PathOf(const sockaddr_storage& peer, socklen_t size) {
  const auto& address = reinterpret_cast<const sockaddr_un&>(peer);
  const std::size_t longest = size < sizeof address ? size : sizeof address;
  if (longest <= offsetof(sockaddr_un, sun_path)) return {};
  const std::size_t room = longest - offsetof(sockaddr_un, sun_path);
  return {address.sun_path, strnlen(address.sun_path, room)};
}

void ReadPeer(const NativeContext& context, EndpointFields& fields) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (getpeername(context.fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return;
  if (peer.ss_family == AF_UNIX) {
    fields.peer_address = PathOf(peer, size);
    return;
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (peer.ss_family == AF_INET) {
    const auto& address = reinterpret_cast<const sockaddr_in&>(peer);
    inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
    fields.peer_port = ntohs(address.sin_port);
  } else if (peer.ss_family == AF_INET6) {
    const auto& address = reinterpret_cast<const sockaddr_in6&>(peer);
    inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
    fields.peer_port = ntohs(address.sin6_port);
  }
  fields.peer_address = text.data();
}

}  // namespace

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
    ReadPeer(context, fields);
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
