#include "core/process/last_thread.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <utility>

#include "core/interpose/cancellation.h"
#include "core/interpose/errno_guard.h"
#include "core/process/main_thread.h"
#include "core/process/signal_guard.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr timespec kPause{0, 20'000'000};
constexpr const char* kPrefix = "dbspan-";

constexpr auto kNoKey = std::numeric_limits<pthread_key_t>::max();
std::atomic<pthread_key_t> end_of_main_thread{kNoKey};
// Process ids, because a forked child has another main thread.
std::atomic<pid_t> main_ended_in{0};
std::atomic<pid_t> has_own_threads{0};
std::atomic<pid_t> awaited_in{0};
// The signal mask that the main thread had, for the handlers that `exit` runs.
sigset_t mask_of_main;

bool IsOwn(pid_t thread) noexcept {
  std::array<char, 64> path{};
  std::snprintf(path.data(), path.size(), "/proc/self/task/%d/comm", static_cast<int>(thread));
  const int file = open(path.data(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  std::array<char, 32> name{};
  const ssize_t size = read(file, name.data(), name.size() - 1);
  close(file);
  return size > 0 && std::strncmp(name.data(), kPrefix, std::strlen(kPrefix)) == 0;
}

bool HasEnded(pid_t thread) noexcept {
  const char state = ThreadState(thread);
  if (state != 0) return state == 'Z' || state == 'X';
  return syscall(SYS_tgkill, getpid(), thread, 0) != 0;  // no descriptor to read its state
}

/// Tells whether the main thread and dbspan's own threads are the only ones left. False if that
/// cannot be determined.
bool AreOthersGone() noexcept {
  DIR* const directory = opendir("/proc/self/task");
  if (directory == nullptr) return false;
  bool gone = true;
  while (const dirent* const entry = gone ? readdir(directory) : nullptr) {
    const auto thread = static_cast<pid_t>(std::atoi(entry->d_name));
    const bool counts = thread != 0 && thread != getpid() && !IsOwn(thread);
    gone = !counts || HasEnded(thread);
  }
  closedir(directory);
  return gone;
}

/// Returns a number that differs if there are more or fewer threads.
std::size_t CountTasks() noexcept {
  struct stat task {};
  return stat("/proc/self/task", &task) == 0 ? task.st_nlink : 0;
}

// Shares the descriptors of the application, unlike the exporting thread, because `exit` writes
// what the application's streams hold.
void* AwaitLast(void* /*nothing*/) {
  pthread_setname_np(pthread_self(), "dbspan-last");
  constexpr int kMostSkipped = 50;
  std::size_t tasks = 0;
  int skipped = 0;
  // Twice in a row, because a thread may start another and end while they are looked at.
  for (int times = 0; times < 2;) {
    nanosleep(&kPause, nullptr);
    // Usually all threads that were there still are. One may have replaced another, so look anyway
    // once per second.
    const std::size_t before = std::exchange(tasks, CountTasks());
    if (times == 0 && tasks == before && ++skipped < kMostSkipped) continue;
    skipped = 0;
    times = AreOthersGone() ? times + 1 : 0;
  }
  pthread_sigmask(SIG_SETMASK, &mask_of_main, nullptr);
  std::exit(0);
}

void StartAwaiting() noexcept {
  const pid_t here = getpid();
  if (awaited_in.exchange(here) == here) return;
  const SignalGuard signal_guard;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  pthread_create(&thread, &attributes, &AwaitLast, nullptr);  // if refused, the process goes on
  pthread_attr_destroy(&attributes);
}

// The value of the key counts the rounds in which the C library calls destructors of keys. The last
// round acts, so that those of the application run before `exit`, as they do without dbspan.
void OnMainThreadEnd(void* value) {
  const auto round = reinterpret_cast<std::uintptr_t>(value);
  if (round < PTHREAD_DESTRUCTOR_ITERATIONS) {
    pthread_setspecific(end_of_main_thread.load(), reinterpret_cast<void*>(round + 1));
    return;
  }
  if (!IsMainThread()) return;  // a thread of a child that was the main thread before a fork
  const CancellationGuard cancellation_guard;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask_of_main);
  main_ended_in.store(getpid());
  if (has_own_threads.load() != getpid()) return;  // the C library ends the process
  if (AreOthersGone()) std::exit(0);
  StartAwaiting();
}

}  // namespace

void LastThread::WatchMainThread() noexcept {
  pthread_key_t key = kNoKey;
  if (end_of_main_thread.load() != kNoKey || pthread_key_create(&key, &OnMainThreadEnd) != 0)
    return;
  end_of_main_thread.store(key);
  pthread_setspecific(key, reinterpret_cast<void*>(std::uintptr_t{1}));
}

void LastThread::WatchMainThreadOfChild() noexcept {
  const pthread_key_t key = end_of_main_thread.load();
  if (key != kNoKey) pthread_setspecific(key, reinterpret_cast<void*>(std::uintptr_t{1}));
}

// If the main thread ends meanwhile, it sees the store here, or its own store is seen here.
void LastThread::OnOwnThread() noexcept {
  const ErrnoGuard errno_guard;
  has_own_threads.store(getpid());
  if (main_ended_in.load() == getpid()) StartAwaiting();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
