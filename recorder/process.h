#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "dbspan/version.h"
#include "recorder/recorder.h"

/// The recorder of the process. It is set up when something is recorded for the first time, flushed
/// at `exit`, and never destroyed.
///
/// A forked child sets up its own recorder when it first records; operations that were in flight at
/// the fork belong to the parent. All functions are safe from any thread, and wait for no lock that
/// another thread could have held at a fork.
namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Settings that the environment does not provide.
struct ProcessSettings {
  /// Used unless the environment names the service; empty: the name of the executable.
  std::string service;
  bool keep_failed = false;
  std::chrono::nanoseconds keep_slower_than{0};
  std::chrono::nanoseconds merge_faster_than{0};  ///< 0: the value of the environment applies.
  double spans_per_name_per_second = 0;           ///< Limit of sampled spans; 0: no limit.
  std::vector<std::string> baggage_keys;          ///< Entries that become attributes of spans.
  bool flush_at_exit = true;
};

/// Records with these settings from now on. Exports first everything that was recorded with earlier
/// settings.
void Configure(const ProcessSettings& settings);
/// Exports everything recorded so far, within the same timeout as at exit, and records nothing
/// until the next `Configure`.
void Retire() noexcept;

/// Writes the process's exit code into its ring file when it ends by `exit`. Only for libraries
/// that are never unloaded.
void KeepExitCode() noexcept;

namespace detail {

struct Pipeline;

/// State of a process's pipeline. All zeroes: nothing is set up.
struct Life {
  std::atomic<Recorder*> recorder;  // that of the pipeline
  std::atomic<Pipeline*> pipeline;
  std::atomic<std::uint32_t> pipelines;  // number of pipelines so far
  // true if recording is off for good: disabled, impossible, or during exit
  std::atomic<bool> off;
  std::atomic<std::uint32_t> setting_up;  // futex: 1 while a thread sets up
};
static_assert(std::is_trivially_destructible_v<Life>);

inline std::atomic<Life*> life{nullptr};

[[gnu::cold]] Recorder* SetUpCurrent() noexcept;

}  // namespace detail

/// Returns the recorder. Returns null if nothing is recorded because it is switched off, the system
/// refuses a thread (which is logged), or the process is exiting.
inline Recorder* Current() noexcept {
  const detail::Life* const known = detail::life.load(std::memory_order_acquire);
  if (known != nullptr) {
    if (known->off.load(std::memory_order_relaxed)) return nullptr;
    Recorder* const recorder = known->recorder.load(std::memory_order_acquire);
    if (recorder != nullptr) return recorder;
  }
  return detail::SetUpCurrent();
}
/// Returns the recorder as `Current` does, but sets nothing up. Null if nothing was set up.
inline Recorder* Existing() noexcept {
  const detail::Life* const known = detail::life.load(std::memory_order_acquire);
  if (known == nullptr || known->off.load(std::memory_order_relaxed)) return nullptr;
  return known->recorder.load(std::memory_order_acquire);
}
/// Returns the interned texts. Their ids stay valid in forked children. The first call may throw
/// std::bad_alloc.
Texts& CurrentTexts();
/// Exports everything recorded so far. Returns false if that takes longer than `timeout`.
bool Flush(std::chrono::milliseconds timeout) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
