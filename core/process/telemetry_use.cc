#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <ctime>
#include <new>
#include <utility>

#include "core/interpose/cancellation.h"
#include "core/interpose/clients_of_thread.h"
#include "core/interpose/errno_guard.h"
#include "core/process/main_thread.h"
#include "core/process/other_threads.h"
#include "core/process/process_life.h"
#include "core/process/process_state.h"
#include "core/process/thread_end.h"
#include "core/process/thread_marks.h"
#include "core/span/current_context.h"

// The threads that use telemetry: how they get their permission, and how `fork` and `exit` wait for
// them.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using process_state::ending;
using process_state::forks_here;
using process_state::kMostWaits;
using process_state::kMostWaitsForBusyMachine;
using process_state::kWait;

// The longest that `exit` waits for other threads that are using telemetry. After `exit` they would
// find destroyed objects.
constexpr int kMostWaitsAtExit = 2'000;
// The longest that other threads wait for a fork, which takes long in a large process: its page
// tables are copied.
constexpr int kMostWaitsForFork = 10'000;

std::atomic<TelemetryUser*> users{nullptr};

void MemoryBarrier(int command) noexcept { syscall(SYS_membarrier, command, 0, 0); }

// Registered while the process has only one thread: later it takes the kernel milliseconds.
[[gnu::constructor(101)]] void RegisterBarrier() noexcept {
  const ErrnoGuard errno_guard;
  MemoryBarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
}

// While the object is loaded, because the first call of a thread must not wait for the dynamic
// linker's lock.
[[gnu::constructor]] void LocateVariables() noexcept {
  TelemetryUse::Locate();
  interpose::OwnClients::Locate();
  CurrentContext::Locate();
  detail::ThreadMarks::Locate();
}

/// The element type of the list of users.
struct RegisteredUser : TelemetryUser {
  std::atomic<pid_t> thread{0};
};

// Whether the thread has ended, except for the rest of its destructors.
thread_local bool thread_is_over = false;

TelemetryUser* TakeFree() noexcept {
  for (TelemetryUser* user = users.load(std::memory_order_acquire); user != nullptr;
       user = user->next) {
    bool taken = false;
    const bool free = !user->taken.load(std::memory_order_relaxed);
    if (free && user->taken.compare_exchange_strong(taken, true)) return user;
  }
  return nullptr;
}

}  // namespace

void MeetOtherThreads() noexcept {
  if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0) return;
  nanosleep(&kWait, nullptr);  // an old kernel without membarrier: stores become visible sooner
}

TelemetryUser* TelemetryUse::Register() noexcept {
  const ErrnoGuard errno_guard;
  if (thread_is_over) return nullptr;
  ProcessLife::WatchForks();
  ProcessLife::AwaitGeneration();  // a child discards the list of its parent's threads
  TelemetryUser* user = TakeFree();
  if (user == nullptr) {
    user = new (std::nothrow) RegisteredUser;
    if (user == nullptr) return nullptr;
    user->next = users.load(std::memory_order_relaxed);
    while (!users.compare_exchange_weak(user->next, user)) {
    }
  }
  static_cast<RegisteredUser*>(user)->thread = static_cast<pid_t>(syscall(SYS_gettid));
  OwnUser::Own().user = user;
  if (!IsMainThread()) {
    static thread_local ThreadEnd end{[]() noexcept {
      thread_is_over = true;
      TelemetryUser* const released = std::exchange(OwnUser::Own().user, nullptr);
      if (released != nullptr) released->taken.store(false, std::memory_order_release);
    }};
    end.Await();
  }
  return user;
}

TelemetryUse::Generation TelemetryUse::Resolve(TelemetryUser& user) noexcept {
  const ErrnoGuard errno_guard;
  const CancellationGuard cancellation_guard;  // nanosleep is a cancellation point
  ProcessLife::AwaitGeneration();
  auto now = State().load(std::memory_order_acquire);
  for (int waits = 0; IsForking(now) && forks_here == 0 && waits < kMostWaitsForFork; ++waits) {
    Leave(user);
    nanosleep(&kWait, nullptr);
    Enter(user);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    now = State().load(std::memory_order_acquire);
  }
  return now >= kStarting ? 0 : now;
}

void ProcessLife::WaitForUsers() noexcept {
  const ErrnoGuard errno_guard;
  const TelemetryUser* const own = TelemetryUse::OwnUser::Own().user;
  const TelemetryUser* const first = users.load(std::memory_order_acquire);
  const bool alone = first == nullptr || (first == own && first->next == nullptr);
  if (alone) return;
  const CancellationGuard cancellation_guard;
  // Makes their stores to their TelemetryUser visible to us, and our state to them.
  MeetOtherThreads();
  const int most_waits = ending.load() ? kMostWaitsAtExit : kMostWaits;
  int waits = 0;
  for (const TelemetryUser* user = first; user != nullptr; user = user->next) {
    if (user == own) continue;
    const auto is_used = [user] { return user->uses.load(std::memory_order_acquire) != 0; };
    while (is_used() && ++waits < most_waits) nanosleep(&kWait, nullptr);
    // On a busy machine the thread may not have been scheduled: wait longer while it is runnable. A
    // thread that is blocked is not waited for any longer.
    const auto& thread = static_cast<const RegisteredUser*>(user)->thread;
    while (is_used() && ++waits < kMostWaitsForBusyMachine && ThreadState(thread) == 'R') {
      nanosleep(&kWait, nullptr);
    }
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan

namespace dbspan::process_state {
inline namespace DBSPAN_VERSION_NAMESPACE {

void KeepOnlyUser(TelemetryUser* own) noexcept {
  if (own != nullptr) own->next = nullptr;
  users.store(own, std::memory_order_relaxed);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::process_state
