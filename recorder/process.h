#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "recorder/recorder.h"

/// The recorder of a process: set up when something is recorded for the first time, flushed at
/// `exit`, and never destroyed.
///
/// A child of fork sets up one of its own when it first records; what was under way at the fork is
/// the parent's. All functions are safe from any thread, and wait for no lock that another thread
/// could have held at a fork.
namespace dbspan::recorder {

/// What the environment does not say.
struct ProcessSettings {
  std::string service;  ///< Unless the environment names it; empty: after the executable.
  bool keep_failed = false;
  std::chrono::nanoseconds keep_slower_than{0};
  std::chrono::nanoseconds merge_faster_than{0};  ///< 0: what the environment says.
  double spans_per_name_per_second = 0;           ///< Sampled ones; 0: no limit.
  std::vector<std::string> baggage_keys;          ///< Entries that become attributes of spans.
  bool flush_at_exit = true;
};

/// Records with these settings from now on. What was recorded with earlier ones is exported first.
void Configure(const ProcessSettings& settings);
/// Exports what was recorded so far, waiting as long as at an exit, and records nothing until the
/// next `Configure`.
void Retire() noexcept;

/// Writes the process's exit code into its ring file when it ends by `exit`. For libraries that
/// are never unloaded only.
void KeepExitCode() noexcept;

namespace detail {

struct Pipeline;

/// What a process knows of its pipeline. All zeroes, nothing was set up.
struct Life {
  std::atomic<Recorder*> recorder;  // that of the pipeline
  std::atomic<Pipeline*> pipeline;
  std::atomic<std::uint32_t> pipelines;   // so many so far
  std::atomic<bool> off;                  // for good: disabled, impossible, or at the exit
  std::atomic<std::uint32_t> setting_up;  // futex: 1 while a thread does
};
static_assert(std::is_trivially_destructible_v<Life>);

inline std::atomic<Life*> life{nullptr};

[[gnu::cold]] Recorder* SetUpCurrent() noexcept;

}  // namespace detail

/// Returns the recorder, or null if nothing is to be recorded: switched off, no thread can be made
/// (which is logged), or the process is at its exit.
inline Recorder* Current() noexcept {
  const detail::Life* const known = detail::life.load(std::memory_order_acquire);
  if (known != nullptr) {
    if (known->off.load(std::memory_order_relaxed)) return nullptr;
    Recorder* const recorder = known->recorder.load(std::memory_order_acquire);
    if (recorder != nullptr) return recorder;
  }
  return detail::SetUpCurrent();
}
/// The interned texts: numbers are valid in the children of a fork too. Throws std::bad_alloc, for
/// the first time.
Texts& CurrentTexts();
/// Exports what was recorded so far; returns false if that takes longer than `timeout`.
bool Flush(std::chrono::milliseconds timeout) noexcept;

}  // namespace dbspan::recorder
