#include "bench/stub_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace dbspan::bench {
namespace {

int Checked(int result, const char* what) {
  if (result < 0) throw std::runtime_error{what};
  return result;
}

}  // namespace

StubServer::StubServer(Greet greet, std::string answer)
    : greet_(std::move(greet)),
      answer_(std::move(answer)),
      listener_(Checked(socket(AF_INET, SOCK_STREAM, 0), "no socket")) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  Checked(bind(listener_, any, size), "cannot bind to loopback");
  Checked(listen(listener_, 1), "cannot listen");
  Checked(getsockname(listener_, any, &size), "no port");
  port_ = ntohs(address.sin_port);
  Checked(pipe(wake_), "no pipe");
  thread_ = std::thread{[this] { Serve(); }};
}

StubServer::~StubServer() {
  TakeOver();
  for (const int end : {listener_, wake_[0], wake_[1], connection_}) {
    if (end >= 0) close(end);
  }
}

void StubServer::TakeOver() {
  if (!thread_.joinable()) return;
  static_cast<void>(!write(wake_[1], "", 1));
  thread_.join();
}

void StubServer::Serve() {
  std::array<pollfd, 2> waited{{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}}};
  std::array<char, 4096> message{};
  while (poll(waited.data(), waited.size(), -1) > 0 && waited[0].revents == 0) {
    ssize_t size = 0;
    if (connection_ < 0) {
      connection_ = accept(listener_, nullptr, nullptr);
      const int on = 1;
      setsockopt(connection_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      waited[1].fd = connection_;
    } else {
      size = read(connection_, message.data(), message.size());
      if (size <= 0) return;
    }
    const std::string answer = greet_({message.data(), static_cast<std::size_t>(size)});
    static_cast<void>(!write(connection_, answer.data(), answer.size()));
  }
}

void StubServer::Answer() const {
  static_cast<void>(!write(connection_, answer_.data(), answer_.size()));
}

void StubServer::Drain() const {
  std::array<char, 4096> asked{};
  if (recv(connection_, asked.data(), asked.size(), MSG_DONTWAIT) <= 0) {
    throw std::runtime_error{"the client has asked for nothing"};
  }
}

}  // namespace dbspan::bench
