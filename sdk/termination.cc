#include "sdk/termination.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <utility>
#include <vector>

#include "core/interpose/cancellation.h"
#include "core/process/exit_deadline.h"
#include "core/process/floating_point_guard.h"
#include "core/process/never_destroyed.h"
#include "core/process/open_at_exit.h"
#include "core/process/signal_guard.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr char kSigterm = 't';
constexpr char kStop = 's';

std::atomic<int> signal_pipe{-1};
std::atomic<pid_t> watching_process{0};
struct sigaction before_us {};

// Async-signal-safe: only notifies the watching thread.
void OnSigterm(int /*signal*/) {
  const int saved = errno;
  if (getpid() != watching_process.load()) {
    // A forked child has inherited the handler and the parent's pipe. Restore the previous action;
    // the raised signal is delivered to it when this handler returns.
    sigaction(SIGTERM, &before_us, nullptr);
    raise(SIGTERM);
    errno = saved;
    return;
  }
  const int pipe = signal_pipe.load();
  if (pipe >= 0) {
    const ssize_t written = write(pipe, &kSigterm, 1);
    static_cast<void>(written);  // full: the watching thread has already been notified
  }
  errno = saved;
}

}  // namespace

/// The existing objects, oldest first. Never destroyed, because OnExit runs last.
struct Providers::Termination::Living {
  std::mutex mutex;
  std::vector<Termination*> list;
  Termination* watching = nullptr;  ///< The object whose thread waits for SIGTERM.
  std::atomic<pid_t> process{0};    ///< Of the latest object. In a child, `mutex` may stay locked.
};

Providers::Termination::Living& Providers::Termination::LivingOnes() {
  static NeverDestroyed<Living> living;
  return living.Get();
}

Providers::Termination::Termination(const Setup& setup, std::function<void()> flush,
                                    std::function<void()> shut_down)
    : flush_(std::move(flush)),
      shut_down_(std::move(shut_down)),
      process_(getpid()),
      at_exit_(setup.flush_at_exit),
      on_sigterm_(setup.flush_on_sigterm) {
  static const int registered = std::atexit(&Termination::OnExit);
  static_cast<void>(registered);
  Living& living = LivingOnes();
  const std::lock_guard lock{living.mutex};
  living.process = process_;
  living.list.push_back(this);
  if (on_sigterm_ && living.watching == nullptr) WatchSigterm();
}

Providers::Termination::~Termination() {
  Living& living = LivingOnes();
  {
    const std::lock_guard lock{living.mutex};
    living.list.erase(std::find(living.list.begin(), living.list.end(), this));
    if (living.watching != this) return;
    living.watching = nullptr;
  }
  StopWatching();
  const std::lock_guard lock{living.mutex};
  for (Termination* const other : living.list) {
    if (other->on_sigterm_ && living.watching == nullptr) other->WatchSigterm();
  }
}

void Providers::Termination::StopWatching() {
  if (getpid() != process_) {
    watcher_.detach();  // the thread only exists in the parent
    return;
  }
  struct sigaction now {};
  sigaction(SIGTERM, nullptr, &now);
  // Keep a handler that the application has set since then.
  if (now.sa_handler == &OnSigterm) sigaction(SIGTERM, &before_, nullptr);
  const ssize_t written = write(pipe_[1], &kStop, 1);
  static_cast<void>(written);
  const CancellationGuard cancellation_guard;
  watcher_.join();
  signal_pipe = -1;
  close(pipe_[0]);
  close(pipe_[1]);
}

void Providers::Termination::OnExit() {
  if (LivingOnes().process != getpid()) return;
  OpenAtExit::EndAll();
  ExitDeadline::Begin();
  const std::lock_guard lock{LivingOnes().mutex};
  for (Termination* const one : LivingOnes().list) {
    // A forked child would wait for ever, because the exporting threads only exist in the parent.
    if (one->at_exit_ && one->process_ == getpid()) one->shut_down_();
  }
}

void Providers::Termination::FlushAll() {
  const std::lock_guard lock{LivingOnes().mutex};
  for (Termination* const one : LivingOnes().list) {
    if (one->on_sigterm_) one->flush_();
  }
}

void Providers::Termination::WatchSigterm() {
  if (pipe2(pipe_, O_CLOEXEC) != 0) return;
  LivingOnes().watching = this;
  signal_pipe = pipe_[1];
  watching_process = process_;
  {
    const SignalGuard signal_guard;
    const FloatingPointGuard floating_point_guard;
    watcher_ = std::thread{[this] { AwaitSigterm(); }};
  }
  struct sigaction action {};
  action.sa_handler = &OnSigterm;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, nullptr, &before_us);
  sigaction(SIGTERM, &action, &before_);
}

void Providers::Termination::AwaitSigterm() {
  char what = 0;
  while (true) {
    const ssize_t got = read(pipe_[0], &what, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1 || what == kStop) return;
    FlushAll();
    sigaction(SIGTERM, &before_, nullptr);
    kill(getpid(), SIGTERM);  // runs the previous action: exit or the application's handler
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
