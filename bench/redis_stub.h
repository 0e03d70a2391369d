// Included behind hiredis's header, bare or traced.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace dbspan::bench {

/// The other end of a context, in the same thread: the reply is there before the command is sent.
/// What is measured is what the client does, with nobody to wait for.
class RedisStub {
 public:
  RedisStub() {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) != 0) {
      throw std::runtime_error{"no socket pair"};
    }
  }
  RedisStub(const RedisStub&) = delete;
  RedisStub& operator=(const RedisStub&) = delete;
  ~RedisStub() { close(ends_[1]); }

  /// The client's end, which belongs to its context.
  int client_end() const noexcept { return ends_[0]; }
  void Answer(std::string_view reply) const noexcept {
    static_cast<void>(!write(ends_[1], reply.data(), reply.size()));
  }
  void Drain() const noexcept {
    std::array<char, 4096> command{};
    static_cast<void>(!read(ends_[1], command.data(), command.size()));
  }

 private:
  std::array<int, 2> ends_{};
};

}  // namespace dbspan::bench
