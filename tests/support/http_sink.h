#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/loopback_listener.h"

namespace dbspan::test {

/// What somebody posted.
struct HttpRequest {
  std::string path;
  std::string headers;
  std::string body;
};

/// A server on a free loopback port that keeps what is posted to it, if wanted, and answers 200.
///
/// One connection at a time; enough for exporters.
class HttpSink {
 public:
  /// What to do with what is posted.
  enum class Requests { kKept, kDiscarded };

  explicit HttpSink(Requests requests = Requests::kKept);
  HttpSink(const HttpSink&) = delete;
  HttpSink& operator=(const HttpSink&) = delete;
  ~HttpSink();

  std::string url() const { return listener_.url(); }
  /// What was posted to `path` so far.
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
