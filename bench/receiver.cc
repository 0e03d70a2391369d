// Receives OTLP over HTTP in protobuf and counts the spans. Prints its URL, then, for each line of
// standard input, the number of spans since the previous line. Ends at the end of standard input.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <thread>

#include "tests/support/loopback_listener.h"

namespace {

std::atomic<std::uint64_t> received{0};

// Counts ExportTraceServiceRequest.resource_spans.scope_spans.spans.
std::uint64_t CountSpans(const std::string& request) {
  std::uint64_t spans = 0;
  protozero::pbf_reader resources{request};
  while (resources.next(1)) {
    protozero::pbf_reader scopes = resources.get_message();
    while (scopes.next(2)) {
      protozero::pbf_reader scope = scopes.get_message();
      while (scope.next(2)) {
        scope.skip();
        ++spans;
      }
    }
  }
  return spans;
}

/// Reads requests from one connection.
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(socket_); }

  void Serve() {
    std::string head;
    while (Take("\r\n\r\n", head)) {
      const std::string path = head.substr(0, head.find('\r'));
      std::transform(head.begin(), head.end(), head.begin(),
                     [](unsigned char c) { return std::tolower(c); });
      std::string body;
      if (!TakeBody(head, body)) return;
      if (path.find("/v1/traces") != std::string::npos) received += CountSpans(body);
      constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
      if (send(socket_, kOk, sizeof kOk - 1, MSG_NOSIGNAL) < 0) return;
    }
  }

 private:
  bool Receive() {
    char buffer[65536];
    const ssize_t got = recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    data_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }
  /// Reads up to and including `end`; `text` gets the part before it. Returns false at the end of
  /// the connection.
  bool Take(const char* end, std::string& text) {
    std::size_t at = data_.find(end);
    while (at == std::string::npos) {
      if (!Receive()) return false;
      at = data_.find(end);
    }
    text = data_.substr(0, at);
    data_.erase(0, at + std::string{end}.size());
    return true;
  }
  bool Take(std::size_t bytes, std::string& text) {
    while (data_.size() < bytes) {
      if (!Receive()) return false;
    }
    text.append(data_, 0, bytes);
    data_.erase(0, bytes);
    return true;
  }
  bool TakeBody(const std::string& head, std::string& body) {
    const std::size_t length = head.find("content-length:");
    if (length != std::string::npos) {
      return Take(std::strtoul(head.c_str() + length + 15, nullptr, 10), body);
    }
    while (true) {  // Transfer-Encoding: chunked
      std::string size;
      if (!Take("\r\n", size)) return false;
      const std::size_t bytes = std::strtoul(size.c_str(), nullptr, 16);
      if (!Take(bytes, body) || !Take("\r\n", size)) return false;
      if (bytes == 0) return true;
    }
  }

  const int socket_;
  std::string data_;
};

void Accept(const dbspan::test::LoopbackListener& listener) {
  while (true) {
    const int socket = listener.Accept(1000);
    if (socket >= 0) std::thread{[socket] { Connection{socket}.Serve(); }}.detach();
  }
}

}  // namespace

int main() {
  const dbspan::test::LoopbackListener listener;
  std::puts(listener.url().c_str());
  std::fflush(stdout);
  std::thread{[&] { Accept(listener); }}.detach();
  for (std::string line; std::getline(std::cin, line);) {
    std::printf("%llu\n", static_cast<unsigned long long>(received.exchange(0)));
    std::fflush(stdout);
  }
  std::fflush(stdout);
  _exit(EXIT_SUCCESS);
}
