#pragma once

#include <string>

namespace dbspan::test {

/// A socket that listens on a free port of the loopback interface.
class LoopbackListener {
 public:
  /// Throws std::runtime_error if there is none.
  LoopbackListener();
  LoopbackListener(const LoopbackListener&) = delete;
  LoopbackListener& operator=(const LoopbackListener&) = delete;
  ~LoopbackListener();

  int port() const noexcept { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Tells whether somebody connects, after `milliseconds` at most.
  bool Waits(int milliseconds) const noexcept;
  /// The next connection, which is the caller's to close, or -1 if none comes within
  /// `milliseconds`.
  int Accept(int milliseconds) const noexcept;

 private:
  int socket_;
  int port_ = 0;
};

}  // namespace dbspan::test
