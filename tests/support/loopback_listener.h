#pragma once

#include <string>

namespace dbspan::test {

/// A socket that listens on a free port of the loopback interface.
class LoopbackListener {
 public:
  /// Throws std::runtime_error if no port is free.
  LoopbackListener();
  LoopbackListener(const LoopbackListener&) = delete;
  LoopbackListener& operator=(const LoopbackListener&) = delete;
  ~LoopbackListener();

  int port() const noexcept { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Waits up to `milliseconds` for a connection; returns true if one can be accepted.
  bool Waits(int milliseconds) const noexcept;
  /// Returns the next connection, which the caller has to close, or -1 if there is none within
  /// `milliseconds`.
  int Accept(int milliseconds) const noexcept;

 private:
  int socket_;
  int port_ = 0;
};

}  // namespace dbspan::test
