#include "redis/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <string>

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Returns the path of a unix socket; empty for an unnamed or abstract one.
std::string PathOf(const sockaddr_storage& peer, socklen_t size) {
  const auto& address = reinterpret_cast<const sockaddr_un&>(peer);
  const std::size_t longest = size < sizeof address ? size : sizeof address;
  if (longest <= offsetof(sockaddr_un, sun_path)) return {};
  const std::size_t room = longest - offsetof(sockaddr_un, sun_path);
  return {address.sun_path, strnlen(address.sun_path, room)};
}

}  // namespace

void ReadPeer(int socket, EndpointFields& fields) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return;
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
