#include "cli/http_server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/loopback_socket.h"
#include "core/process/signal_guard.h"

namespace dbspan::cli {
namespace {

constexpr std::size_t kMostConnections = 512;
constexpr std::chrono::milliseconds kMostPatience{500};  // with clients that keep sending
constexpr std::chrono::milliseconds kWaitForDescriptors{20};

using Clock = std::chrono::steady_clock;

}  // namespace

HttpServer::HttpServer(std::uint16_t port)
    : stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!stop_ || !wake_) throw std::system_error{errno, std::generic_category(), "eventfd"};
  listener_ = ListenOnIpv4(port, port_);
  listener_ipv6_ = ListenOnIpv6(port_, port != 0);
}

HttpServer::~HttpServer() { Stop(0); }

void HttpServer::Start(Handler handler) {
  handler_ = std::move(handler);
  const SignalGuard of_new_threads;
  thread_ = std::thread{[this] { Serve(); }};
}

void HttpServer::Stop(int milliseconds) {
  if (!thread_.joinable()) return;
  patience_ = milliseconds;
  const std::uint64_t one = 1;
  if (write(stop_.get(), &one, sizeof one) != sizeof one) return;
  thread_.join();
}

void HttpServer::AskAgain() {
  const std::uint64_t one = 1;
  // A full counter is readable, too.
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
}

void HttpServer::Serve() {
  std::optional<Clock::time_point> deadline;
  while (true) {
    std::vector<pollfd> waiting;
    if (!deadline) waiting.push_back({stop_.get(), POLLIN, 0});
    waiting.push_back({wake_.get(), POLLIN, 0});
    if (connections_.size() < kMostConnections) {
      waiting.push_back({listener_.get(), POLLIN, 0});
      waiting.push_back({listener_ipv6_.get(), POLLIN, 0});  // poll ignores -1
    }
    for (const auto& [number, connection] : connections_) {
      // While a request waits, further data of its client stay in the socket.
      int events = connection->waits_until ? POLLRDHUP : POLLIN;
      if (connection->has_output()) events |= POLLOUT;
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
      } else if (one.fd == wake_.get()) {
        std::uint64_t calls = 0;
        has_answered_ |= read(wake_.get(), &calls, sizeof calls) == sizeof calls;
      } else if (one.fd == listener_.get()) {
        Accept(listener_);
      } else if (one.fd == listener_ipv6_.get()) {
        Accept(listener_ipv6_);
      } else {
        HttpConnection& connection = *connections_.at(one.fd);
        const bool read = (one.revents & (POLLIN | POLLHUP | POLLERR)) == 0 || Read(connection);
        const bool left =
            connection.waits_until && (one.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
        if (left || !read || !connection.Send()) connections_.erase(one.fd);
      }
    }
    AnswerWaiting();
  }
}

// Returns the time until the first waiting request has waited for too long; -1: none waits.
int HttpServer::MillisecondsToWait() const {
  constexpr std::int64_t kMinute = 60'000;
  std::int64_t least = -1;
  for (const auto& [number, connection] : connections_) {
    if (!connection->waits_until) continue;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*connection->waits_until - Clock::now());
    const std::int64_t wait = std::clamp<std::int64_t>(left.count(), 0, kMinute);
    least = least < 0 ? wait : std::min(least, wait);
  }
  return static_cast<int>(least);
}

// Answers the waiting requests that now have an answer, or have waited for too long.
void HttpServer::AnswerWaiting() {
  const bool asks = std::exchange(has_answered_, false);
  for (auto at = connections_.begin(); at != connections_.end();) {
    HttpConnection& connection = *at->second;
    const bool waits = connection.waits_until.has_value();
    if (waits && (asks || Clock::now() >= *connection.waits_until)) {
      Answer(connection, HttpParser::State::kComplete);
    }
    at = !waits || connection.Send() ? std::next(at) : connections_.erase(at);
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
    const int number = socket.get();
    connections_[number] = std::make_unique<HttpConnection>(std::move(socket), kMostBody);
  }
}

// Reads and answers requests. Returns false if the connection has ended.
bool HttpServer::Read(HttpConnection& connection) {
  static thread_local std::array<char, 256 * 1024> buffer;
  // Read once per call of poll, so that a client that sends continuously does not block others.
  const ssize_t size = recv(connection.socket.get(), buffer.data(), buffer.size(), 0);
  if (size == 0) return false;
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (connection.closing) return true;
  Answer(connection, connection.parser.Feed({buffer.data(), static_cast<std::size_t>(size)}));
  return true;
}

void HttpServer::Answer(HttpConnection& connection, HttpParser::State state) {
  HttpParser& parser = connection.parser;
  while (state == HttpParser::State::kComplete) {
    const bool head = parser.request().method == "HEAD";
    if (!connection.waits_until) parser.request().arrived = Clock::now();
    HttpAnswer found = handler_(parser.request());
    if (found.later) {
      if (!connection.waits_until) {
        connection.waits_until = parser.request().arrived + found.longest_wait;
      }
      if (Clock::now() < *connection.waits_until) return;
      found.status = 204;
    } else {
      has_answered_ = true;
    }
    connection.waits_until.reset();
    connection.Queue(Encode(std::move(found), parser.keeps_alive(), !head));
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
    connection.Queue(Encode(answer, false));
    connection.closing = true;
  } else if (parser.TakeExpectation()) {
    connection.Queue("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

}  // namespace dbspan::cli
