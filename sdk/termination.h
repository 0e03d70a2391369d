#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <thread>

#include "dbspan/sdk/setup.h"

namespace dbspan::sdk {

/// Flushes at the ends of a process that do not destroy the providers: `exit`, and SIGTERM where
/// asked. One at a time per process; in a child process it does nothing.
class Providers::Termination {
 public:
  Termination(const Setup& setup, std::function<void()> flush, std::function<void()> shut_down);
  Termination(const Termination&) = delete;
  Termination& operator=(const Termination&) = delete;
  ~Termination();

 private:
  void WatchSigterm();
  void AwaitSigterm();
  static void OnExit();

  const std::function<void()> flush_;
  const std::function<void()> shut_down_;
  const pid_t process_;
  bool at_exit_ = false;
  struct sigaction before_ {};
  int pipe_[2] = {-1, -1};
  std::thread watcher_;
};

}  // namespace dbspan::sdk
