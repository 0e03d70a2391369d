#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/loopback_listener.h"

namespace dbspan::test {

/// A POST request that was received.
struct HttpRequest {
  std::string path;
  std::string headers;
  std::string body;
};

/// An HTTP server on a free loopback port that stores or discards POST requests and answers 200. It
/// serves one connection at a time, which suffices for exporters.
///
/// Sets environment variables, unless they are set, so that this process and the programs that it
/// starts export everything at their exit and send nothing twice, even on a slow machine.
class HttpSink {
 public:
  /// Whether requests are stored.
  enum class Requests { kKept, kDiscarded };

  explicit HttpSink(Requests requests = Requests::kKept);
  HttpSink(const HttpSink&) = delete;
  HttpSink& operator=(const HttpSink&) = delete;
  ~HttpSink();

  std::string url() const { return listener_.url(); }
  /// Returns the requests to `path` so far.
  std::vector<HttpRequest> Posted(const std::string& path) const;

 private:
  void Serve();
  void Answer(int connection);

  const Requests requests_wanted_;
  const LoopbackListener listener_;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::thread thread_;
};

}  // namespace dbspan::test
