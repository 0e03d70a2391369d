#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <thread>

#include "dbspan/sdk/setup.h"
#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Flushes when a process ends without destroying the providers: in `exit` and, if requested, on
/// SIGTERM. If several objects exist, one of them handles SIGTERM for all. In a forked child
/// process it does nothing.
class Providers::Termination {
 public:
  Termination(const Setup& setup, std::function<void()> flush, std::function<void()> shut_down);
  Termination(const Termination&) = delete;
  Termination& operator=(const Termination&) = delete;
  ~Termination();

 private:
  struct Living;

  static Living& LivingOnes();
  void WatchSigterm();
  void StopWatching();
  void AwaitSigterm();
  static void FlushAll();
  static void OnExit();

  const std::function<void()> flush_;
  const std::function<void()> shut_down_;
  const pid_t process_;
  const bool at_exit_;
  const bool on_sigterm_;
  struct sigaction before_ {};
  int pipe_[2] = {-1, -1};
  std::thread watcher_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
