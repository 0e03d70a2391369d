#include "tests/support/scripted_server.h"

#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace dbspan::test {
namespace {

constexpr int kPatience = 10;  // milliseconds between checks of `stopping_`

// Returns the length of the first request in `data` if it is complete, else 0.
std::size_t WholeRequest(const std::string& data) {
  const std::size_t end = data.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  constexpr const char* kName = "content-length:";
  std::size_t length = 0;
  for (std::size_t line = data.find("\r\n"); line < end; line = data.find("\r\n", line + 2)) {
    if (strncasecmp(data.c_str() + line + 2, kName, 15) == 0) {
      length = std::strtoul(data.c_str() + line + 17, nullptr, 10);
    }
  }
  const std::size_t whole = end + 4 + length;
  return data.size() >= whole ? whole : 0;
}

}  // namespace

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  thread_ = std::thread{[this] { Serve(); }};
}

ScriptedServer::~ScriptedServer() {
  stopping_ = true;
  thread_.join();
}

std::vector<std::string> ScriptedServer::Requests() const {
  const std::lock_guard lock{mutex_};
  return requests_;
}

void ScriptedServer::Serve() {
  while (!stopping_) {
    const int connection = listener_.Accept(kPatience);
    if (connection < 0) continue;
    ServeConnection(connection);
    close(connection);
  }
}

void ScriptedServer::ServeConnection(int connection) {
  std::string data;
  while (!stopping_) {
    pollfd readable{connection, POLLIN, 0};
    if (poll(&readable, 1, kPatience) == 0) continue;
    char buffer[16384];
    const ssize_t got = recv(connection, buffer, sizeof buffer, 0);
    if (got <= 0) {
      ++closed_by_clients_;
      return;
    }
    data.append(buffer, static_cast<std::size_t>(got));
    const std::size_t whole = WholeRequest(data);
    if (whole == 0) continue;
    int number = 0;
    {
      const std::lock_guard lock{mutex_};
      number = static_cast<int>(requests_.size());
      requests_.push_back(data.substr(0, whole));
    }
    data.erase(0, whole);
    const Answer answer = script_(number);
    if (send(connection, answer.bytes.data(), answer.bytes.size(), MSG_NOSIGNAL) < 0) return;
    if (answer.then == Then::kClose) return;
    if (answer.then == Then::kHang) return AwaitClose(connection);
  }
}

void ScriptedServer::AwaitClose(int connection) {
  while (!stopping_) {
    pollfd closed{connection, POLLRDHUP, 0};
    if (poll(&closed, 1, kPatience) == 0) continue;
    ++closed_by_clients_;
    return;
  }
}

std::string HttpAnswerText(int status, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(status) +
         " x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

}  // namespace dbspan::test
