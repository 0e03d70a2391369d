#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "cli/options.h"

namespace dbspan::cli {

/// Writes a progress line after 10, 30, 60, 90 … seconds of a run. By default only if standard
/// error is a terminal, this is its foreground process group, and it is in line mode with echo;
/// shells and editors, which the line would disturb, switch that off.
class Progress {
 public:
  /// Returns the numbers of all and of failed operations so far.
  using Counts = std::function<std::pair<std::uint64_t, std::uint64_t>()>;

  Progress(Options::Progress when, bool quiet);
  /// Call it about every second. Calls `counts` only to write a line.
  void Tick(const Counts& counts);

 private:
  bool MayWrite() const;

  const Options::Progress when_;
  const bool quiet_;
  const std::chrono::steady_clock::time_point start_;
  std::chrono::seconds next_{10};
};

}  // namespace dbspan::cli
