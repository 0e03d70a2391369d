#pragma once

#include <chrono>
#include <string>
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
  double spans_per_name_per_second = 0;   ///< Sampled ones; 0: no limit.
  std::vector<std::string> baggage_keys;  ///< Entries that become attributes of spans.
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

/// Returns the recorder, or null if nothing is to be recorded: switched off, no thread can be made
/// (which is logged), or the process is at its exit.
Recorder* Current() noexcept;
/// The interned texts: numbers are valid in the children of a fork too. Throws std::bad_alloc, for
/// the first time.
Texts& CurrentTexts();
/// Exports what was recorded so far; returns false if that takes longer than `timeout`.
bool Flush(std::chrono::milliseconds timeout) noexcept;

}  // namespace dbspan::recorder
