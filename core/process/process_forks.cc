#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/span_id.h>
#include <opentelemetry/trace/trace_id.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <new>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "core/process/last_thread.h"
#include "core/process/main_thread.h"
#include "core/process/process_life.h"
#include "core/process/process_state.h"

// How a process handles its forks, and recognizes what it has from its parent.
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using process_state::ended;
using process_state::ending;
using process_state::forks_here;
using process_state::kMostWaits;
using process_state::known_generation;
using process_state::kWait;
using process_state::set_ups;
using process_state::set_ups_here;

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

void* MapPage(int sharing) noexcept {
  void* const page = mmap(nullptr, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)),
                          PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? nullptr : page;
}

}  // namespace

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
    process_state::KeepOnlyUser(TelemetryUse::OwnUser::Own().user);
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
          "the fork");
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
