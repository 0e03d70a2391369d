#pragma once

#include <chrono>
#include <string>

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
};

/// Replaces the settings; counts if nothing was recorded yet.
void Configure(const ProcessSettings& settings);

/// Returns the recorder, or null if nothing is to be recorded: switched off, no thread can be made
/// (which is logged), or the process is at its exit.
Recorder* Current() noexcept;
/// The interned texts: numbers are valid in the children of a fork too.
Texts& CurrentTexts() noexcept;
/// Exports what was recorded so far; returns false if that takes longer than `timeout`.
bool Flush(std::chrono::milliseconds timeout) noexcept;

}  // namespace dbspan::recorder
