#include "core/process/main_thread.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "core/interpose/cancellation.h"
#include "core/interpose/errno_guard.h"
#include "core/interpose/loaded_object.h"
#include "core/process/last_thread.h"
#include "core/process/thread_end.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr timespec kHoldWait{0, 50'000};
constexpr int kMostHoldWaits = 40'000;
// The longest that a main thread that called `pthread_exit` takes to end, in steps of kHoldWait.
// Needed for C libraries that destroy its thread-local objects then; glibc does so at `exit` only.
constexpr int kMostWaitsForEnd = 20;

// The process whose main thread has begun to end, and the one whose main thread is held. They are
// process ids because a forked child has another main thread. Sequentially consistent: if the main
// thread ends while another thread holds it, at least one of them sees the other.
std::atomic<pid_t> ends_in{0};
std::atomic<pid_t> held_in{0};

/// Destroyed when the main thread ends. If that thread calls `exit`, this happens before the first
/// handler runs and the first static is destroyed.
class EndOfMainThread {
 public:
  EndOfMainThread() noexcept = default;
  EndOfMainThread(const EndOfMainThread&) = delete;
  EndOfMainThread& operator=(const EndOfMainThread&) = delete;
  ~EndOfMainThread() {
    const ErrnoGuard errno_guard;
    const CancellationGuard cancellation_guard;
    const pid_t here = getpid();
    ends_in.store(here);
    for (int waits = 0; held_in.load() == here && waits < kMostHoldWaits; ++waits) {
      nanosleep(&kHoldWait, nullptr);
    }
  }
};

// Does nothing in a plugin, which could not be unloaded while the main thread has one of its
// objects to destroy.
[[gnu::constructor]] void WatchMainThread() noexcept try {
  const ErrnoGuard errno_guard;
  if (!interpose::StaysLoaded(interpose::OwnObject())) return;
  ThreadEnd::UseKey();
  if (!IsMainThread()) return;
  thread_local const EndOfMainThread end;
  static_cast<void>(end);
  LastThread::WatchMainThread();
} catch (...) {  // no memory to inspect objects: nothing is watched, as in a plugin
}

}  // namespace

bool IsMainThread() noexcept { return syscall(SYS_gettid) == getpid(); }

char ThreadState(pid_t thread) noexcept {
  std::array<char, 64> path{};
  std::snprintf(path.data(), path.size(), "/proc/self/task/%d/stat", static_cast<int>(thread));
  const int file = open(path.data(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  std::array<char, 64> stat{};  // "<number> (<name, of 15 characters at most>) <state> …"
  const ssize_t size = read(file, stat.data(), stat.size() - 1);
  close(file);
  if (size <= 0) return 0;
  const char* const end = std::strrchr(stat.data(), ')');
  return end != nullptr && end[1] == ' ' ? end[2] : '\0';
}

MainThreadExit::MainThreadExit() noexcept {
  const pid_t here = getpid();
  held_in.store(here);
  has_begun_ = ends_in.load() == here;
  // If the main thread called `pthread_exit`, only the thread ends and the process continues.
  for (int waits = 0; has_begun_ && waits < kMostWaitsForEnd; ++waits) {
    has_begun_ = ThreadState(here) != 'Z';
    if (has_begun_) nanosleep(&kHoldWait, nullptr);
  }
}

MainThreadExit::~MainThreadExit() { held_in.store(0); }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
