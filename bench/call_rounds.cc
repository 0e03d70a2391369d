// Makes rounds of calls of one client in one state, so that a caller can compare states round by
// round:
//
//   <client>_rounds CALLS STATE [THREADS [CONNECTIONS]]
//
// Each line of standard input is a number of calls. The program makes them and prints, per call:
// nanoseconds of wall time, of CPU of the calling threads, and of CPU of the process until
// everything is exported; and allocations of the calling threads. The last number is the resident
// memory in KiB. Without arguments, prints the names of calls and states. Exports go to
// DBSPAN_BENCH_RECEIVER.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "bench/allocations.h"
#include "bench/client_calls.h"
#include "bench/clocks.h"
#include "bench/one_processor.h"

namespace {

using namespace dbspan::bench;  // NOLINT(*-using-namespace): this file is a program

/// Resources that threads used for all their calls: nanoseconds of CPU, and allocations.
struct Used {
  double cpu = 0;
  double allocations = 0;
};

/// One thread and its connections.
class Caller {
 public:
  Caller(const Running& running, long connections) {
    for (long i = 0; i < connections; ++i) calls_.push_back(running.make());
  }

  /// Makes calls, with one connection after the other.
  Used Make(long count) {
    const double cpu = Nanoseconds(CLOCK_THREAD_CPUTIME_ID);
    const std::uint64_t allocations = Allocations();
    for (long i = 0; i < count; ++i) {
      calls_[next_]();
      if (++next_ == calls_.size()) next_ = 0;
    }
    return {Nanoseconds(CLOCK_THREAD_CPUTIME_ID) - cpu,
            static_cast<double>(Allocations() - allocations)};
  }

 private:
  std::vector<ClientCalls::Call> calls_;
  std::size_t next_ = 0;
};

Used MakeAlone(Caller& caller, long count) {
  const OneProcessor pinned;
  return caller.Make(count);
}

Used MakeInThreads(std::vector<Caller>& callers, long count) {
  std::vector<Used> used(callers.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < callers.size(); ++i) {
    threads.emplace_back(
        [&, i] { used[i] = callers[i].Make(count / static_cast<long>(callers.size())); });
  }
  for (std::thread& thread : threads) thread.join();
  Used all;
  for (const Used& one : used) {
    all.cpu += one.cpu;
    all.allocations += one.allocations;
  }
  return all;
}

long ResidentKilobytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::stol(line.substr(6));
  }
  return 0;
}

void MakeRounds(const Running& running, long threads, long connections) {
  std::vector<Caller> callers;
  for (long i = 0; i < threads; ++i) callers.emplace_back(running, connections);
  const auto make = [&](long count) {
    return callers.size() == 1 ? MakeAlone(callers.front(), count) : MakeInThreads(callers, count);
  };
  make(threads * connections * 2 + 50);  // warms caches up, connects
  running.flush();
  std::puts("ready");
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    const long count = std::stol(line);
    const double wall = Nanoseconds(CLOCK_MONOTONIC);
    const double process = Nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    const Used used = make(count);
    const double took = Nanoseconds(CLOCK_MONOTONIC) - wall;
    running.flush();
    const double of_process = Nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - process;
    const auto calls = static_cast<double>(count);
    std::printf("%.2f %.2f %.2f %.3f %ld\n", took / calls, used.cpu / calls, of_process / calls,
                used.allocations / calls, ResidentKilobytes());
    std::fflush(stdout);
  }
}

int ListStates() {
  for (const ClientCalls& calls : AllCalls()) {
    for (const ClientState& state : StatesOf(calls)) {
      std::printf("%s/%s\n", calls.name.c_str(), state.name.c_str());
    }
  }
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return ListStates();
  const char* const receiver = std::getenv("DBSPAN_BENCH_RECEIVER");
  for (const ClientCalls& calls : AllCalls()) {
    if (calls.name != argv[1]) continue;
    for (const ClientState& state : StatesOf(calls, receiver == nullptr ? "" : receiver)) {
      if (state.name != argv[2]) continue;
      state.run([&](const Running& running) {
        MakeRounds(running, argc > 3 ? std::stol(argv[3]) : 1, argc > 4 ? std::stol(argv[4]) : 1);
      });
      return EXIT_SUCCESS;
    }
  }
  std::fprintf(stderr, "%s: no such calls or state: %s, %s\n", argv[0], argv[1], argv[2]);
  return EXIT_FAILURE;
}
