#pragma once

#include <pthread.h>

#include <csignal>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Blocks signals in this thread during its lifetime, and forever in threads that it starts
/// meanwhile. Signal handlers therefore run on the application's own threads, as they would without
/// dbspan. Fault signals (SIGSEGV and others) are not blocked.
class SignalGuard {
 public:
  SignalGuard() noexcept {
    sigset_t all;
    sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS}) {
      sigdelset(&all, fault);
    }
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalGuard() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;

 private:
  sigset_t before_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
