#pragma once

#include <functional>
#include <string>
#include <vector>

namespace dbspan::cost {

/// Does one thing so many times.
using Repeat = std::function<void(int times)>;

/// Something whose cost is known and shall not grow.
struct Path {
  std::string name;
  /// Sets up what the path needs, hands it to `count`, and takes all of it down.
  std::function<void(const std::function<void(const Repeat&)>& count)> run;
};
/// Defined by each program.
std::vector<Path> Paths();

}  // namespace dbspan::cost
