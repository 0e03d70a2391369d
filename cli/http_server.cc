#include "cli/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace dbspan::cli {
namespace {

constexpr std::size_t kMostConnections = 512;
// Limit for clients that keep sending while the server is being stopped.
constexpr std::chrono::milliseconds kMostPatience{500};
constexpr std::chrono::milliseconds kWaitForDescriptors{20};

using Clock = std::chrono::steady_clock;

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

struct HttpServer::Connection {
  FileDescriptor socket;
  HttpParser parser{kMostBody};
  std::string output;
  std::size_t sent = 0;  ///< Bytes of `output` that were sent.
  bool closing = false;  ///< Close the connection when `output` is sent.
  /// Since when the request in `parser` waits for its answer; no value: none waits.
  std::optional<Clock::time_point> waits_since;
};

HttpServer::HttpServer(std::uint16_t port)
    : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
      stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!listener_ || !stop_) Throw("socket");
  const int on = 1;
  setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = Loopback(port);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_.get(), generic, size) != 0) Throw("bind");
  if (listen(listener_.get(), SOMAXCONN) != 0) Throw("listen");
  if (getsockname(listener_.get(), generic, &size) != 0) Throw("getsockname");
  port_ = ntohs(address.sin_port);
  ListenOnIpv6(port != 0);
}

// Listens on [::1]. A port that the user chose is bound on both addresses or not at all: otherwise
// requests to `localhost` could reach another process.
void HttpServer::ListenOnIpv6(bool required) {
  FileDescriptor listener{socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!listener) return;
  const int on = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(listener.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port_);
  address.sin6_addr = in6addr_loopback;
  if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (required && errno == EADDRINUSE) Throw("bind");
    return;  // the system has no IPv6 on loopback
  }
  if (listen(listener.get(), SOMAXCONN) != 0) Throw("listen");
  listener_ipv6_ = std::move(listener);
}

HttpServer::~HttpServer() { Stop(0); }

void HttpServer::Start(Handler handler) {
  handler_ = std::move(handler);
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread{[this] { Serve(); }};
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void HttpServer::Stop(int milliseconds) {
  if (!thread_.joinable()) return;
  patience_ = milliseconds;
  const std::uint64_t one = 1;
  if (write(stop_.get(), &one, sizeof one) != sizeof one) return;
  thread_.join();
}

void HttpServer::Serve() {
  std::optional<Clock::time_point> deadline;
  while (true) {
    std::vector<pollfd> waiting;
    if (!deadline) waiting.push_back({stop_.get(), POLLIN, 0});
    if (connections_.size() < kMostConnections) {
      waiting.push_back({listener_.get(), POLLIN, 0});
      waiting.push_back({listener_ipv6_.get(), POLLIN, 0});  // poll ignores -1
    }
    for (const auto& [number, connection] : connections_) {
      // What a client sends while its request waits stays in the socket.
      int events = connection->waits_since ? POLLRDHUP : POLLIN;
      if (connection->sent < connection->output.size()) events |= POLLOUT;
      waiting.push_back({number, static_cast<short>(events), 0});
    }
    int patience = MillisecondsToWait();
    if (deadline) {
      // The deadline counts from the call of Stop and applies to all connections together.
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
      if (left.count() < 0) return;
      patience = std::min(patience_, static_cast<int>(left.count()));
    }
    const int ready = poll(waiting.data(), waiting.size(), patience);
    if ((ready == 0 && deadline) || (ready < 0 && errno != EINTR)) return;
    for (const pollfd& one : waiting) {
      if (one.revents == 0) continue;
      if (one.fd == stop_.get()) {
        deadline = Clock::now() + kMostPatience + std::chrono::milliseconds{patience_};
      } else if (one.fd == listener_.get()) {
        Accept(listener_);
      } else if (one.fd == listener_ipv6_.get()) {
        Accept(listener_ipv6_);
      } else {
        Connection& connection = *connections_.at(one.fd);
        const bool read = (one.revents & (POLLIN | POLLHUP | POLLERR)) == 0 || Read(connection);
        const bool left =
            connection.waits_since && (one.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
        if (left || !read || !Write(connection)) connections_.erase(one.fd);
      }
    }
    AskAgain();
  }
}

// Returns the time until the first waiting request has waited for too long; -1: none waits.
int HttpServer::MillisecondsToWait() const {
  int least = -1;
  for (const auto& [number, connection] : connections_) {
    if (!connection->waits_since) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*connection->waits_since +
                                                                   kLongestWait - Clock::now());
    const int wait = std::max(0, static_cast<int>(left.count()));
    least = least < 0 ? wait : std::min(least, wait);
  }
  return least;
}

// Answers the waiting requests that now have an answer, or have waited for too long.
void HttpServer::AskAgain() {
  const bool asks = std::exchange(has_answered_, false);
  for (auto at = connections_.begin(); at != connections_.end();) {
    Connection& connection = *at->second;
    const bool waits = connection.waits_since.has_value();
    if (waits && (asks || Clock::now() >= *connection.waits_since + kLongestWait)) {
      Answer(connection, HttpParser::State::kComplete);
    }
    at = !waits || Write(connection) ? std::next(at) : connections_.erase(at);
  }
}

void HttpServer::Accept(const FileDescriptor& listener) {
  while (connections_.size() < kMostConnections) {
    FileDescriptor socket{accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (!socket) {
      // Without free descriptors, poll would return at once again and again, so pause.
      if (errno == EMFILE || errno == ENFILE) std::this_thread::sleep_for(kWaitForDescriptors);
      return;
    }
    const int on = 1;
    setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto connection = std::make_unique<Connection>();
    const int number = socket.get();
    connection->socket = std::move(socket);
    connections_[number] = std::move(connection);
  }
}

// Reads and answers requests. Returns false if the connection has ended.
bool HttpServer::Read(Connection& connection) {
  static thread_local std::array<char, 256 * 1024> buffer;
  // Read once per call of poll, so that a client that sends continuously does not block others.
  const ssize_t size = recv(connection.socket.get(), buffer.data(), buffer.size(), 0);
  if (size == 0) return false;
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (connection.closing) return true;
  Answer(connection, connection.parser.Feed({buffer.data(), static_cast<std::size_t>(size)}));
  return true;
}

void HttpServer::Answer(Connection& connection, HttpParser::State state) {
  HttpParser& parser = connection.parser;
  while (state == HttpParser::State::kComplete) {
    const bool head = parser.request().method == "HEAD";
    HttpAnswer found = handler_(parser.request());
    if (found.later) {
      if (!connection.waits_since) connection.waits_since = Clock::now();
      if (Clock::now() < *connection.waits_since + kLongestWait) return;
      found.status = 204;
    } else {
      has_answered_ = true;
    }
    connection.waits_since.reset();
    std::string answer = Encode(std::move(found), parser.keeps_alive(), !head);
    if (connection.output.empty()) {
      connection.output = std::move(answer);
    } else {
      connection.output += answer;
    }
    if (!parser.keeps_alive()) {
      connection.closing = true;
      return;
    }
    state = parser.Next();
  }
  if (state == HttpParser::State::kBad) {
    HttpAnswer answer;
    answer.status = parser.status();
    answer.body = parser.reason() + "\n";
    connection.output += Encode(answer, false);
    connection.closing = true;
  } else if (parser.TakeExpectation()) {
    connection.output += "HTTP/1.1 100 Continue\r\n\r\n";
  }
}

// Sends the output. Returns false if the connection has ended or has to be closed.
bool HttpServer::Write(Connection& connection) {
  std::string& output = connection.output;
  while (connection.sent < output.size()) {
    const ssize_t size = send(connection.socket.get(), output.data() + connection.sent,
                              output.size() - connection.sent, MSG_NOSIGNAL);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    connection.sent += static_cast<std::size_t>(size);
  }
  output = std::string{};  // frees the memory: a page is large
  connection.sent = 0;
  return !connection.closing;
}

}  // namespace dbspan::cli
