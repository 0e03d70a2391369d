#include "core/process/process_life.h"

#include <linux/membarrier.h>
#include <opentelemetry/baggage/baggage.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/trace_state.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <new>

#include "core/interpose/cancellation.h"
#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "core/process/last_thread.h"
#include "core/process/main_thread.h"
#include "core/process/other_threads.h"
#include "core/span/current_context.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// The longest that `fork` and `exit` wait, in steps of kWait, for other threads that are using
// telemetry. They take microseconds unless an application hook or an exporter without a queue is
// slow, or a busy machine does not schedule them. After `exit` they would find destroyed objects.
constexpr int kMostWaits = 200;
constexpr int kMostWaitsAtExit = 2'000;
// The limit while the thread is runnable but gets no CPU.
constexpr int kMostWaitsForBusyMachine = 40'000;
constexpr timespec kWait{0, 50'000};
// The longest that other threads wait for a fork, which takes long in a large process: its page
// tables are copied.
constexpr int kMostWaitsForFork = 10'000;
// The longest that `exit` waits for a set-up, which may load libraries.
constexpr int kMostWaitsForSetUp = 20'000;

std::atomic<TelemetryUser*> users{nullptr};
// The last known generation; in a child whose fork was not handled yet, its parent's.
std::atomic<TelemetryUse::Generation> known_generation{1};

std::atomic<bool> ending{false};
// End() has waited for the threads that use telemetry.
std::atomic<bool> ended{false};
// How many calls of `fork` this thread is inside. Its own pthread_atfork handlers must not wait for
// the fork.
thread_local int forks_here = 0;

std::atomic<int> set_ups{0};
thread_local int set_ups_here = 0;

/// In memory that is shared with all descendants of this process, so that only one of them reports.
std::atomic<bool>* reported_child = nullptr;

/// The ids of the span that was current when this process was forked; zero if there was none.
struct InheritedSpan {
  std::array<std::uint8_t, opentelemetry::trace::TraceId::kSize> trace{};
  std::array<std::uint8_t, opentelemetry::trace::SpanId::kSize> span{};
};
InheritedSpan inherited_span;

void CopyIds(const opentelemetry::trace::SpanContext& from, InheritedSpan& to) noexcept {
  from.trace_id().CopyBytesTo(to.trace);
  from.span_id().CopyBytesTo(to.span);
}

struct KnownProvider {
  std::atomic<const void*> address{nullptr};
  std::atomic<TelemetryUse::Generation> generation{0};
};
// The recording providers. An application has one or two; if there are more than 16, the oldest
// entry is overwritten.
std::array<KnownProvider, 16> providers;
std::atomic<std::size_t> next_provider{0};

void MemoryBarrier(int command) noexcept { syscall(SYS_membarrier, command, 0, 0); }

// Registered while the process has only one thread: later it takes the kernel milliseconds.
[[gnu::constructor(101)]] void RegisterBarrier() noexcept {
  const ErrnoGuard errno_guard;
  MemoryBarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);
}

void* MapPage(int sharing) noexcept {
  void* const page = mmap(nullptr, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)),
                          PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? nullptr : page;
}

/// The element type of the list of users.
struct RegisteredUser : TelemetryUser {
  std::atomic<pid_t> thread{0};
};

/// Releases the TelemetryUser of a thread when the thread ends.
class EndOfThread {
 public:
  void Watch(TelemetryUser* user, TelemetryUser** own) noexcept {
    user_ = user;
    own_ = own;
  }
  ~EndOfThread() {
    over_ = true;
    if (own_ == nullptr) return;
    *own_ = nullptr;
    user_->taken.store(false, std::memory_order_release);
  }
  static bool IsOver() noexcept { return over_; }

 private:
  TelemetryUser* user_ = nullptr;
  TelemetryUser** own_ = nullptr;
  inline static thread_local bool over_ = false;
};

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
  if (EndOfThread::IsOver()) return nullptr;
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
  own_ = user;
  if (!IsMainThread()) {
    thread_local EndOfThread end;
    end.Watch(user, &own_);
  }
  return user;
}

void TelemetryUse::Resolve() noexcept {
  const ErrnoGuard errno_guard;
  const CancellationGuard cancellation_guard;  // nanosleep is a cancellation point
  ProcessLife::AwaitGeneration();
  auto now = State().load(std::memory_order_acquire);
  for (int waits = 0; IsForking(now) && forks_here == 0 && waits < kMostWaitsForFork; ++waits) {
    Leave();
    nanosleep(&kWait, nullptr);
    Enter();
    std::atomic_thread_fence(std::memory_order_seq_cst);
    now = State().load(std::memory_order_acquire);
  }
  generation_ = now >= kStarting ? 0 : now;
}

void ProcessLife::WatchForks() noexcept {
  static std::atomic<bool> watching{false};
  if (watching.exchange(true)) return;
  const ErrnoGuard errno_guard;
  if (void* const page = MapPage(MAP_PRIVATE)) {
    auto* const state = new (page) std::atomic<TelemetryUse::Generation>{known_generation.load()};
    if (madvise(page, 1, MADV_WIPEONFORK) == 0) TelemetryUse::state_.store(state);
  }
  if (void* const page = MapPage(MAP_SHARED)) reported_child = new (page) std::atomic<bool>{false};
  pthread_atfork(&BeforeFork, &InParent, &InForkedChild);
}

void ProcessLife::WatchAgain() noexcept {
  static std::atomic<int> times{0};
  constexpr int kMostTimes = 12;
  if (times.load(std::memory_order_relaxed) >= kMostTimes || times.fetch_add(1) >= kMostTimes)
    return;
  std::atexit([] { End(); });
}

void ProcessLife::Watch() noexcept {
  static std::atomic<bool> watching{false};
  if (watching.load(std::memory_order_relaxed)) return;
  const ErrnoGuard errno_guard;
  const CancellationGuard cancellation_guard;
  const TelemetryUse no_fork_meanwhile;
  if (!no_fork_meanwhile || watching.exchange(true)) return;
  Mark();
}

// `exit` may already be running in another thread. It destroys statics as soon as they are created,
// although dbspan's are in use.
void ProcessLife::Mark() noexcept {
  const auto mark = [] { return std::atexit([] { End(); }) == 0; };
  // MainThreadExit delays an `exit` in the main thread until this function is done. If `exit` runs
  // in another thread, it either runs the handler that `mark` registers, which waits for this use,
  // or `mark` fails.
  const MainThreadExit exit;
  const bool has_begun = exit.has_begun() || !mark();
  if (has_begun && !ending.load()) End();
  const TelemetryUse use;
  if (!use) return;
  // The API's statics are created before the next `mark`, so they are destroyed only after its
  // handler has run.
  static_cast<void>(opentelemetry::trace::Provider::GetTracerProvider());
  static_cast<void>(opentelemetry::metrics::Provider::GetMeterProvider());
  static_cast<void>(opentelemetry::logs::Provider::GetLoggerProvider());
  static_cast<void>(opentelemetry::baggage::Baggage::GetDefault());
  static_cast<void>(opentelemetry::trace::TraceState::GetDefault());
  // The context storage is used by every thread that starts a span, dbspan's or the application's.
  CurrentContext::LookForStorage();  // also keeps it alive
  mark();
}

ProcessLife::SettingUp::SettingUp() noexcept {
  ++set_ups;
  ++set_ups_here;
}

ProcessLife::SettingUp::~SettingUp() {
  --set_ups_here;
  --set_ups;
}

TelemetryUse::Generation ProcessLife::Generation() noexcept {
  const TelemetryUse use;  // handles a fork that was not handled yet
  return known_generation.load(std::memory_order_relaxed);
}

void ProcessLife::End() noexcept {
  const ErrnoGuard errno_guard;
  const CancellationGuard cancellation_guard;
  if (ending.exchange(true)) return AwaitEnd();
  State().store(TelemetryUse::kEnding, std::memory_order_release);
  WaitForUsers();
  for (int waits = 0; set_ups.load() > set_ups_here && waits < kMostWaitsForSetUp; ++waits) {
    nanosleep(&kWait, nullptr);
  }
  ended.store(true);
}

/// For the later handlers of `exit`. They wait only if another thread is inside End(), because it
/// made the first call while `exit` had begun.
void ProcessLife::AwaitEnd() noexcept {
  for (int waits = 0; !ended.load() && waits < kMostWaitsForBusyMachine; ++waits) {
    nanosleep(&kWait, nullptr);
  }
  ended.store(true);
}

void ProcessLife::BeforeFork() noexcept {
  ++forks_here;
  AwaitGeneration();
  auto now = State().load(std::memory_order_acquire);
  auto next = now;
  do {
    // `exit` may begin meanwhile, both here and in InParent. kEnding is never overwritten.
    if (now == TelemetryUse::kEnding) return;
    next = TelemetryUse::IsForking(now) ? now + 1 : TelemetryUse::kForking;
  } while (!State().compare_exchange_weak(now, next));
  WaitForUsers();
}

void ProcessLife::InParent() noexcept {
  --forks_here;
  auto now = State().load(std::memory_order_acquire);
  auto next = now;
  do {
    if (!TelemetryUse::IsForking(now)) return;
    next = now == TelemetryUse::kForking ? known_generation.load() : now - 1;
  } while (!State().compare_exchange_weak(now, next));
}

void ProcessLife::InForkedChild() noexcept {
  forks_here = 0;
  // Normally the kernel wipes the state on fork. If that page could not be set up, only this
  // handler detects the fork.
  auto now = State().load();
  if (TelemetryUse::IsForking(now)) State().compare_exchange_strong(now, TelemetryUse::kWiped);
  InChild();
}

/// Runs once in a child, in the first thread that detects the fork. That may be before our fork
/// handler, if a handler of the application uses telemetry, or in a new thread of a child whose
/// handlers did not run.
void ProcessLife::InChild() noexcept {
  auto wiped = TelemetryUse::kWiped;
  if (!State().compare_exchange_strong(wiped, TelemetryUse::kStarting)) return;
  if (ending.load()) {
    ended.store(true);  // the thread that waits is not in this child
    return State().store(TelemetryUse::kEnding);
  }
  if (IsMainThread()) {
    // This is the thread that forked: the only one that was copied. No thread that the child has
    // started is in the list yet. If another thread of the child is the first one here, the list
    // stays unchanged.
    TelemetryUser* const own = TelemetryUse::own_;
    if (own != nullptr) own->next = nullptr;
    users.store(own, std::memory_order_relaxed);
    set_ups.store(set_ups_here);
    LastThread::WatchMainThreadOfChild();
    using opentelemetry::context::RuntimeContext;
    CopyIds(opentelemetry::trace::GetSpan(RuntimeContext::GetCurrent())->GetContext(),
            inherited_span);
  }
  const auto generation = known_generation.load() + 1;
  known_generation.store(generation);
  State().store(generation, std::memory_order_release);
}

/// Waits, for a short time, until the generation of this process is known.
void ProcessLife::AwaitGeneration() noexcept {
  for (int waits = 0; waits < kMostWaits; ++waits) {
    const auto now = State().load(std::memory_order_acquire);
    if (now == TelemetryUse::kWiped) InChild();
    if (now != TelemetryUse::kWiped && now != TelemetryUse::kStarting) return;
    if (now == TelemetryUse::kStarting) nanosleep(&kWait, nullptr);
  }
}

void ProcessLife::WaitForUsers() noexcept {
  const ErrnoGuard errno_guard;
  const TelemetryUser* const own = TelemetryUse::own_;
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

void ProcessLife::OnProvider(const void* provider, TelemetryUse::Generation generation) noexcept {
  for (const KnownProvider& known : providers) {
    if (known.address.load(std::memory_order_relaxed) == provider) return;
  }
  KnownProvider& place = providers[next_provider.fetch_add(1) % providers.size()];
  place.generation.store(generation, std::memory_order_relaxed);
  place.address.store(provider, std::memory_order_release);
}

bool ProcessLife::IsInherited(const void* provider, TelemetryUse::Generation generation) noexcept {
  if (provider == nullptr) return false;
  for (const KnownProvider& known : providers) {
    if (known.address.load(std::memory_order_acquire) != provider) continue;
    if (known.generation.load(std::memory_order_relaxed) >= generation) return false;
    if (reported_child == nullptr || !reported_child->exchange(true)) {
      LogOnce(
          "a child process was forked after telemetry was set up, so its database calls are not "
          "recorded: exporting threads stay in the parent. Set up telemetry in the child, after "
          "the "
          "fork");
    }
    return true;
  }
  return false;
}

bool ProcessLife::IsInherited(const opentelemetry::trace::SpanContext& span) noexcept {
  InheritedSpan ids;
  CopyIds(span, ids);
  return span.IsValid() && ids.trace == inherited_span.trace && ids.span == inherited_span.span;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
