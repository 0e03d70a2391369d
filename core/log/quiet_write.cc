#include "core/log/quiet_write.h"

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// Blocks the signals that a write can raise in this thread. While SIGTTOU is blocked, a background
/// process can write to its terminal.
class BlockedSignals {
 public:
  BlockedSignals() noexcept {
    sigset_t blocked;
    sigemptyset(&blocked);
    for (const int signal : {SIGPIPE, SIGXFSZ, SIGTTOU}) sigaddset(&blocked, signal);
    sigpending(&pending_);
    pthread_sigmask(SIG_BLOCK, &blocked, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

  /// Removes a pending signal that the last write raised. A signal that was pending before stays.
  void TakeBack(int signal) const noexcept {
    if (sigismember(&pending_, signal) == 1) return;
    sigset_t raised;
    sigemptyset(&raised);
    sigaddset(&raised, signal);
    const timespec at_once{};
    sigtimedwait(&raised, nullptr, &at_once);
  }

 private:
  sigset_t pending_;
  sigset_t before_;
};

bool IsReady(int descriptor) noexcept {
  pollfd asked{descriptor, POLLOUT, 0};
  return poll(&asked, 1, 0) == 1 && (asked.revents & POLLOUT) != 0;
}

}  // namespace

void WriteQuietly(int descriptor, std::string_view text) noexcept {
  const BlockedSignals blocked;
  while (!text.empty() && IsReady(descriptor)) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) blocked.TakeBack(SIGPIPE);
    if (written < 0 && errno == EFBIG) blocked.TakeBack(SIGXFSZ);
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
