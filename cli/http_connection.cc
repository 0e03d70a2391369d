#include "cli/http_connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace dbspan::cli {

HttpConnection::HttpConnection(FileDescriptor accepted, std::size_t most_body)
    : socket(std::move(accepted)), parser(most_body) {
  const int on = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void HttpConnection::Queue(std::string bytes) {
  if (output_.empty()) {
    output_ = std::move(bytes);
  } else {
    output_ += bytes;
  }
}

bool HttpConnection::Send() {
  while (sent_ < output_.size()) {
    const ssize_t size =
        send(socket.get(), output_.data() + sent_, output_.size() - sent_, MSG_NOSIGNAL);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    sent_ += static_cast<std::size_t>(size);
  }
  output_ = std::string{};  // frees the memory: a page is large
  sent_ = 0;
  return !closing;
}

}  // namespace dbspan::cli
