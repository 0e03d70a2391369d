// An HTTP server whose requests continue the caller's trace: it extracts `traceparent` from the
// request's headers, so that its database calls are in the client's trace.
//
// usage: http_server redis-host redis-port; prints its port, answers one request and ends.
#include <arpa/inet.h>
#include <dbspan/hiredis.h>
#include <dbspan/propagation.h>
#include <dbspan/sdk/setup.h>
#include <dbspan/trace.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

namespace {

/// The request line, and the headers with their names in lower case.
struct Request {
  std::string line;
  std::map<std::string, std::string> headers;
};

Request Parse(const std::string& text) {
  Request request;
  std::istringstream lines{text};
  std::getline(lines, request.line);
  for (std::string line; std::getline(lines, line) && line != "\r";) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto begin = line.find_first_not_of(' ', colon + 1);
    std::string value = begin == std::string::npos ? "" : line.substr(begin);
    if (!value.empty() && value.back() == '\r') value.pop_back();
    request.headers[name] = value;
  }
  return request;
}

std::string Read(int connection) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (text.find("\r\n\r\n") == std::string::npos) {
    const ssize_t count = read(connection, buffer.data(), buffer.size());
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

std::string Handle(const Request& request, redisContext* redis) {
  const dbspan::ContextScope caller{dbspan::extract(request.headers)};
  return dbspan::trace(
      "GET /visits", {{"http.request.method", "GET"}, {"url.path", "/visits"}}, [&] {
        auto* reply = static_cast<redisReply*>(redisCommand(redis, "INCR visits:total"));
        const std::string visits = std::to_string(reply == nullptr ? 0 : reply->integer);
        freeReplyObject(reply);
        dbspan::add_attribute("http.response.status_code", 200);
        return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(visits.size()) +
               "\r\nConnection: close\r\n\r\n" + visits;
      });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return EXIT_FAILURE;
  const auto telemetry =
      dbspan::sdk::setup("http_server");  // OTEL_TRACES_EXPORTER=console prints the spans
  redisContext* redis = redisConnect(argv[1], std::atoi(argv[2]));

  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0) return EXIT_FAILURE;
  if (listen(listener, 1) != 0) return EXIT_FAILURE;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::cout << ntohs(address.sin_port) << std::endl;

  const int connection = accept(listener, nullptr, nullptr);
  const std::string answer = Handle(Parse(Read(connection)), redis);
  for (std::size_t sent = 0; sent < answer.size();) {
    const ssize_t count = write(connection, answer.data() + sent, answer.size() - sent);
    if (count <= 0) break;
    sent += static_cast<std::size_t>(count);
  }
  close(connection);
  close(listener);
  redisFree(redis);
}
