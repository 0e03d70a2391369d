#pragma once

#include <functional>
#include <string>
#include <vector>

namespace dbspan::cost {

/// Executes the path `times` times.
using Repeat = std::function<void(int times)>;

/// A code path whose cost must not grow.
struct Path {
  std::string name;
  /// Sets up the path, passes it to `count`, and tears it down.
  std::function<void(const std::function<void(const Repeat&)>& count)> run;
};
/// Returns the paths to count. Each program defines it.
std::vector<Path> Paths();

}  // namespace dbspan::cost
