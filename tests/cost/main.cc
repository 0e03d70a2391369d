// Runs every path a number of times under callgrind; compare.sh compares the results with the
// baseline.
//
// Prints the allocations of one execution of each path. callgrind writes the instructions of all
// executions to one file per path, which contains the name of the path.
#include <valgrind/callgrind.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "bench/allocations.h"
#include "tests/cost/path.h"

namespace {

void Count(const std::string& name, int times, const dbspan::cost::Repeat& repeat) {
  repeat(10);  // warm up the caches
  const std::uint64_t before = dbspan::bench::Allocations();
  CALLGRIND_ZERO_STATS;
  repeat(times);
  CALLGRIND_DUMP_STATS_AT(name.c_str());
  const std::uint64_t allocations = dbspan::bench::Allocations() - before;
  const auto divisor = static_cast<std::uint64_t>(times);
  std::cout << name << ' ' << (allocations + divisor / 2) / divisor << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  const int times = argc == 2 ? std::atoi(argv[1]) : 0;
  if (times <= 0) {
    std::cerr << "usage: " << argv[0] << " TIMES\n";
    return EXIT_FAILURE;
  }
  for (const dbspan::cost::Path& path : dbspan::cost::Paths()) {
    path.run([&](const dbspan::cost::Repeat& repeat) { Count(path.name, times, repeat); });
  }
}
