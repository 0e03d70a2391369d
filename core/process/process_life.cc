#include "core/process/process_life.h"

#include <opentelemetry/baggage/baggage.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/trace_state.h>

#include <atomic>
#include <cstdlib>
#include <ctime>

#include "core/interpose/cancellation.h"
#include "core/interpose/errno_guard.h"
#include "core/process/main_thread.h"
#include "core/process/open_at_exit.h"
#include "core/process/process_state.h"
#include "core/span/current_context.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using process_state::ended;
using process_state::ending;
using process_state::known_generation;
using process_state::kWait;
using process_state::set_ups;
using process_state::set_ups_here;

// The longest that `exit` waits for a set-up, which may load libraries.
constexpr int kMostWaitsForSetUp = 20'000;

}  // namespace

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
  if (!ending.load()) OpenAtExit::EndAll();
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
  for (int waits = 0; !ended.load() && waits < process_state::kMostWaitsForBusyMachine; ++waits) {
    nanosleep(&kWait, nullptr);
  }
  ended.store(true);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
