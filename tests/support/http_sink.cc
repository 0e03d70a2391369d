#include "tests/support/http_sink.h"

#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace dbspan::test {
namespace {

constexpr int kPatience = 20;  // milliseconds between checks of `stopping_`

std::size_t LengthOf(const std::string& headers) {
  for (std::size_t line = 0; line != std::string::npos; line = headers.find('\n', line + 1)) {
    const std::size_t begin = line == 0 ? 0 : line + 1;
    constexpr const char* kName = "content-length:";
    if (strncasecmp(headers.c_str() + begin, kName, 15) == 0) {
      return std::strtoul(headers.c_str() + begin + 15, nullptr, 10);
    }
  }
  return 0;
}

}  // namespace

HttpSink::HttpSink(Requests requests) : requests_wanted_(requests) {
  for (const char* timeout : {"DBSPAN_EXIT_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"}) {
    setenv(timeout, "120000", 0);  // milliseconds
  }
  thread_ = std::thread{[this] { Serve(); }};
}

HttpSink::~HttpSink() {
  stopping_ = true;
  thread_.join();
}

void HttpSink::Serve() {
  while (!stopping_) {
    const int connection = listener_.Accept(kPatience);
    if (connection < 0) continue;
    Answer(connection);
    close(connection);
  }
}

void HttpSink::Answer(int connection) {
  std::string data;
  while (!stopping_) {
    pollfd readable{connection, POLLIN, 0};
    const int ready = poll(&readable, 1, kPatience);
    if (ready == 0) {
      if (data.empty() && listener_.Waits(0)) return;  // serve another client instead
      continue;
    }
    char buffer[16384];
    const ssize_t got = recv(connection, buffer, sizeof buffer, 0);
    if (got <= 0) return;
    data.append(buffer, static_cast<std::size_t>(got));
    const std::size_t end = data.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    const std::size_t length = LengthOf(data.substr(0, end));
    if (data.size() < end + 4 + length) continue;
    HttpRequest request;
    request.headers = data.substr(0, end);
    const std::size_t path = data.find(' ') + 1;
    request.path = data.substr(path, data.find(' ', path) - path);
    request.body = data.substr(end + 4, length);
    data.erase(0, end + 4 + length);
    if (requests_wanted_ == Requests::kKept) {
      const std::lock_guard lock{mutex_};
      requests_.push_back(std::move(request));
    }
    constexpr char kOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    if (send(connection, kOk, sizeof kOk - 1, MSG_NOSIGNAL) < 0) return;
  }
}

std::vector<HttpRequest> HttpSink::Posted(const std::string& path) const {
  const std::lock_guard lock{mutex_};
  std::vector<HttpRequest> found;
  for (const HttpRequest& request : requests_) {
    if (request.path == path) found.push_back(request);
  }
  return found;
}

}  // namespace dbspan::test
