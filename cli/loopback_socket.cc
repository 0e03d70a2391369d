#include "cli/loopback_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace dbspan::cli {
namespace {

[[noreturn]] void Throw(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

FileDescriptor ListenOnIpv4(std::uint16_t port, std::uint16_t& bound) {
  FileDescriptor listener{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!listener) Throw("socket");
  const int on = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = Loopback(port);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener.get(), generic, size) != 0) Throw("bind");
  if (listen(listener.get(), SOMAXCONN) != 0) Throw("listen");
  if (getsockname(listener.get(), generic, &size) != 0) Throw("getsockname");
  bound = ntohs(address.sin_port);
  return listener;
}

FileDescriptor ListenOnIpv6(std::uint16_t port, bool required) {
  FileDescriptor listener{socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!listener) return {};
  const int on = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(listener.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port);
  address.sin6_addr = in6addr_loopback;
  if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (required && errno == EADDRINUSE) Throw("bind");
    return {};  // the system has no IPv6 on loopback
  }
  if (listen(listener.get(), SOMAXCONN) != 0) Throw("listen");
  return listener;
}

}  // namespace dbspan::cli
