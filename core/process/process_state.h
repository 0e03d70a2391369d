#pragma once

#include <atomic>
#include <ctime>

#include "core/process/process_life.h"
#include "dbspan/version.h"

/// State that the sources of `ProcessLife` and `TelemetryUse` share. Not for others.
namespace dbspan::process_state {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Waiting is done in steps of this time.
inline constexpr timespec kWait{0, 50'000};
/// The longest that `fork` waits, in steps of kWait, for other threads that are using telemetry.
/// They take microseconds unless an application hook or an exporter without a queue is slow, or a
/// busy machine does not schedule them.
inline constexpr int kMostWaits = 200;
/// The limit while the thread is runnable but gets no CPU.
inline constexpr int kMostWaitsForBusyMachine = 40'000;

/// The last known generation; in a child whose fork was not handled yet, its parent's.
inline std::atomic<TelemetryUse::Generation> known_generation{1};

/// Set when ProcessLife::End() begins, and when it has waited for the threads that use telemetry.
inline std::atomic<bool> ending{false};
inline std::atomic<bool> ended{false};

/// The number of calls of `fork` that this thread is inside. Its own pthread_atfork handlers must
/// not wait for the fork.
inline thread_local int forks_here = 0;

/// The number of ProcessLife::SettingUp objects, in all threads and in this one.
inline std::atomic<int> set_ups{0};
inline thread_local int set_ups_here = 0;

/// For the child of a fork: empties the list of threads that use telemetry, except for its own.
void KeepOnlyUser(TelemetryUser* own) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::process_state
