// What a call of one client costs with the recorder, over the same call bare, in turns: a round of
// the one, a round of the other, again and again. Prints rows of a table (tools/bench.sh).
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "bench/allocations.h"
#include "bench/client_calls.h"
#include "bench/one_processor.h"
#include "bench/recording.h"
#include "dbspan/suppression.h"

namespace {

using namespace dbspan;         // NOLINT(*-using-namespace): a program of its own
using namespace dbspan::bench;  // NOLINT(*-using-namespace)

constexpr int kRounds = 40;
constexpr int kCalls = 2000;

struct Cost {
  double wall = 0;
  double caller = 0;   ///< CPU of the calling thread.
  double process = 0;  ///< CPU of all threads.
  double allocations = 0;
};

double Nanoseconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

Cost Measure(const ClientCalls::Call& call) {
  const OneProcessor pinned;
  for (int i = 0; i < 50; ++i) call();
  const Cost before{Nanoseconds(CLOCK_MONOTONIC), Nanoseconds(CLOCK_THREAD_CPUTIME_ID),
                    Nanoseconds(CLOCK_PROCESS_CPUTIME_ID), static_cast<double>(Allocations())};
  for (int i = 0; i < kCalls; ++i) call();
  return {(Nanoseconds(CLOCK_MONOTONIC) - before.wall) / kCalls,
          (Nanoseconds(CLOCK_THREAD_CPUTIME_ID) - before.caller) / kCalls,
          (Nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - before.process) / kCalls,
          (static_cast<double>(Allocations()) - before.allocations) / kCalls};
}

/// The middle of the values, and how far the middle half of them reaches.
struct Middle {
  explicit Middle(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    median = values[values.size() / 2];
    spread = (values[values.size() * 3 / 4] - values[values.size() / 4]) / 2;
  }
  double median;
  double spread;
};

void Compare(const std::string& name, const ClientCalls::Call& bare,
             const ClientCalls::Call& recorded) {
  std::vector<double> walls;
  std::vector<double> callers;
  std::vector<double> processes;
  std::vector<double> allocations;
  for (int round = 0; round < kRounds; ++round) {
    const Cost without = Measure(bare);
    const Cost with = Measure(recorded);
    walls.push_back(with.wall / without.wall);
    callers.push_back(with.caller - without.caller);
    processes.push_back(with.process - without.process);
    allocations.push_back(with.allocations - without.allocations);
  }
  const Middle wall{walls};
  const Middle caller{callers};
  const Middle process{processes};
  std::printf("| %s | %.3f ± %.3f | %+.0f ± %.0f ns | %+.0f ± %.0f ns | %.1f |\n", name.c_str(),
              wall.median, wall.spread, caller.median, caller.spread, process.median,
              process.spread, Middle{allocations}.median);
}

/// A client that cannot be bare in the same program is compared with itself, suppressed.
ClientCalls::Call Bare(const ClientCalls& calls) {
  if (calls.bare) return calls.bare();
  return [call = calls.traced(Options{})] {
    const SuppressInstrumentation quiet;
    return call();
  };
}

}  // namespace

int main() {
  const std::string receiver = StartReceiver();
  for (const ClientCalls& calls : Benchmarks().calls) {
    if (!calls.traced || calls.name.find("without a server") != std::string::npos) continue;
    for (const auto& [kind, sampling] : {std::pair{"sampled", Recording::Sampling::kAll},
                                         {"unsampled", Recording::Sampling::kNone}}) {
      const ClientCalls::Call bare = Bare(calls);
      const Recording recording{sampling, receiver};
      Compare(calls.name + ", " + kind, bare, calls.traced(Options{}));
    }
  }
}
