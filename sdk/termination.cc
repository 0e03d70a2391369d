#include "sdk/termination.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <utility>

namespace dbspan::sdk {
namespace {

constexpr char kSigterm = 't';
constexpr char kStop = 's';

std::atomic<int> signal_pipe{-1};

// Only what is allowed in a signal handler: the watcher does the rest.
void OnSigterm(int /*signal*/) {
  const int saved = errno;
  const int pipe = signal_pipe.load();
  if (pipe >= 0) {
    const ssize_t written = write(pipe, &kSigterm, 1);
    static_cast<void>(written);  // full: the watcher has been told already
  }
  errno = saved;
}

std::mutex& ExitMutex() {
  static auto& mutex = *new std::mutex;  // never destroyed: `exit` comes last
  return mutex;
}

const std::function<void()>* shut_down_at_exit = nullptr;
pid_t exit_process = 0;

}  // namespace

Providers::Termination::Termination(const Setup& setup, std::function<void()> flush,
                                    std::function<void()> shut_down)
    : flush_(std::move(flush)), shut_down_(std::move(shut_down)), process_(getpid()) {
  if (setup.flush_at_exit) {
    const std::lock_guard lock{ExitMutex()};
    static const bool registered = std::atexit(&Termination::OnExit) == 0;
    at_exit_ = registered;
    shut_down_at_exit = &shut_down_;
    exit_process = process_;
  }
  if (setup.flush_on_sigterm) WatchSigterm();
}

Providers::Termination::~Termination() {
  if (at_exit_) {
    const std::lock_guard lock{ExitMutex()};
    shut_down_at_exit = nullptr;
  }
  if (!watcher_.joinable()) return;
  if (getpid() != process_) {
    watcher_.detach();  // it stayed in the parent
    return;
  }
  sigaction(SIGTERM, &before_, nullptr);
  const ssize_t written = write(pipe_[1], &kStop, 1);
  static_cast<void>(written);
  watcher_.join();
  signal_pipe = -1;
  close(pipe_[0]);
  close(pipe_[1]);
}

void Providers::Termination::OnExit() {
  const std::lock_guard lock{ExitMutex()};
  // A child has the parent's spans but not its exporting threads: it would wait for ever.
  if (shut_down_at_exit != nullptr && exit_process == getpid()) (*shut_down_at_exit)();
}

void Providers::Termination::WatchSigterm() {
  if (pipe2(pipe_, O_CLOEXEC) != 0) return;
  signal_pipe = pipe_[1];
  watcher_ = std::thread{[this] { AwaitSigterm(); }};
  struct sigaction action {};
  action.sa_handler = &OnSigterm;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, &before_);
}

void Providers::Termination::AwaitSigterm() {
  char what = 0;
  while (true) {
    const ssize_t got = read(pipe_[0], &what, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1 || what == kStop) return;
    flush_();
    sigaction(SIGTERM, &before_, nullptr);
    kill(getpid(), SIGTERM);  // what it did before: end the process, or the application's handler
  }
}

}  // namespace dbspan::sdk
