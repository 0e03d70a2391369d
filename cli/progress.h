#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "cli/options.h"

namespace dbspan::cli {

/// A line after 10, 30, 60 … seconds of a run, only where nobody else uses the terminal: standard
/// error is one, this is its foreground process group, and it reads whole lines (a shell's or
/// editor's does not).
class Progress {
 public:
  /// Operations and failed ones so far.
  using Counts = std::function<std::pair<std::uint64_t, std::uint64_t>()>;

  Progress(Options::Progress when, bool quiet);
  void Tick(pid_t program, const Counts& counts);

 private:
  bool MayWrite() const;

  const Options::Progress when_;
  const bool quiet_;
  const std::chrono::steady_clock::time_point start_;
  std::chrono::seconds next_{10};
};

}  // namespace dbspan::cli
