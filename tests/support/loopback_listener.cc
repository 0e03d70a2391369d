#include "tests/support/loopback_listener.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace dbspan::test {

LoopbackListener::LoopbackListener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket_, generic, size) != 0 || listen(socket_, 16) != 0 ||
      getsockname(socket_, generic, &size) != 0) {
    throw std::runtime_error{"cannot listen on loopback"};
  }
  port_ = ntohs(address.sin_port);
}

LoopbackListener::~LoopbackListener() { close(socket_); }

bool LoopbackListener::Waits(int milliseconds) const noexcept {
  pollfd readable{socket_, POLLIN, 0};
  return poll(&readable, 1, milliseconds) > 0;
}

int LoopbackListener::Accept(int milliseconds) const noexcept {
  return Waits(milliseconds) ? accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC) : -1;
}

}  // namespace dbspan::test
