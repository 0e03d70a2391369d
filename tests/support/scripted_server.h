#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/loopback_listener.h"

namespace dbspan::test {

/// A server on a free loopback port that answers each HTTP request with bytes from a script, which
/// may be invalid. It handles connections one after the other.
class ScriptedServer {
 public:
  /// Action after an answer. `kHang` waits until the client closes the connection.
  enum class Then { kKeepOpen, kClose, kHang };
  struct Answer {
    std::string bytes;
    Then then = Then::kKeepOpen;
  };
  /// Returns the answer to a request; `request` counts from 0.
  using Script = std::function<Answer(int request)>;

  explicit ScriptedServer(Script script);
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer();

  std::string url() const { return listener_.url(); }
  /// Returns the requests so far, with headers and bodies.
  std::vector<std::string> Requests() const;
  /// Returns how many connections were closed by their client.
  int ClosedByClients() const { return closed_by_clients_; }

 private:
  void Serve();
  void ServeConnection(int connection);
  void AwaitClose(int connection);

  const Script script_;
  const LoopbackListener listener_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> closed_by_clients_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

/// Returns a complete answer with a Content-Length.
std::string HttpAnswerText(int status, const std::string& body = {},
                           const std::string& headers = {});

}  // namespace dbspan::test
