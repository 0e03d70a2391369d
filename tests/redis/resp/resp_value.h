#pragma once

#include <sys/socket.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dbspan::test {

/// A RESP2 reply of any depth. hiredis 0.14 reads only seven levels, and COMMAND DOCS has more.
struct RespValue {
  char type = '$';
  std::string text;
  std::vector<RespValue> elements;
};

/// Sends bytes over a blocking socket and reads one reply.
class RespSocket {
 public:
  explicit RespSocket(int fd) : fd_(fd) {}

  RespValue Ask(std::string_view wire) {
    if (send(fd_, wire.data(), wire.size(), 0) != static_cast<ssize_t>(wire.size())) {
      throw std::runtime_error{"the server does not take the command"};
    }
    return Read();
  }

 private:
  RespValue Read() {
    const std::string line = Line();
    RespValue value;
    value.type = line.at(0);
    value.text = line.substr(1);
    const long size = std::strtol(value.text.c_str(), nullptr, 10);
    if (value.type == '$' && size >= 0) {
      value.text = Bytes(static_cast<std::size_t>(size));
      Bytes(2);
    }
    for (long i = 0; value.type == '*' && i < size; ++i) value.elements.push_back(Read());
    return value;
  }
  std::string Line() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos) Fill();
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return line;
  }
  std::string Bytes(std::size_t size) {
    while (buffer_.size() < size) Fill();
    std::string bytes = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return bytes;
  }
  void Fill() {
    char bytes[4096];
    const ssize_t size = recv(fd_, bytes, sizeof bytes, 0);
    if (size <= 0) throw std::runtime_error{"the server hung up"};
    buffer_.append(bytes, static_cast<std::size_t>(size));
  }

  int fd_;
  std::string buffer_;
};

}  // namespace dbspan::test
