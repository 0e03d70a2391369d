// Records operations at a steady rate: span_rate recorder|wire|sdk SPANS_PER_SECOND SECONDS
//
// Prints the number of recorded operations, the seconds that they took, and the nanoseconds of CPU
// per span of the recording thread and of all other threads until everything was exported. The
// receiver, DBSPAN_BENCH_RECEIVER, counts the spans that arrive. All settings have their defaults.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include "bench/clocks.h"
#include "bench/core_calls.h"
#include "bench/recording.h"
#include "bench/telemetry.h"
#include "dbspan/instrumenter.h"
#include "recorder/process.h"

namespace {

using namespace dbspan;         // NOLINT(*-using-namespace): this file is a program
using namespace dbspan::bench;  // NOLINT(*-using-namespace)

constexpr std::size_t kDefaultQueue = 2048;  // the SDK's default

struct Rate {
  long per_second;
  long seconds;
};

void RecordOne(const Instrumenter& instrumenter, const DescribeSelect& describe) {
  instrumenter.Run(
      describe, [] { return 1; }, OneRow{});
}

void Measure(const Options& options, Rate rate, const std::function<void()>& flush) {
  const Instrumenter instrumenter{Client{"dbspan.pg", "PG"}, options};
  const DescribeSelect describe;
  RecordOne(instrumenter, describe);
  flush();
  const double process = Nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
  const double caller = Nanoseconds(CLOCK_THREAD_CPUTIME_ID);
  const auto begin = std::chrono::steady_clock::now();
  for (long millisecond = 0; millisecond < rate.seconds * 1000; ++millisecond) {
    for (long i = 0; i < rate.per_second / 1000; ++i) RecordOne(instrumenter, describe);
    std::this_thread::sleep_until(begin + std::chrono::milliseconds{millisecond + 1});
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const double of_caller = Nanoseconds(CLOCK_THREAD_CPUTIME_ID) - caller;
  flush();
  const double of_process = Nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - process;
  const long spans = rate.per_second / 1000 * rate.seconds * 1000;
  std::printf("%ld %.3f %.1f %.1f\n", spans + 1, took.count(),
              of_caller / static_cast<double>(spans),
              (of_process - of_caller) / static_cast<double>(spans));
}

}  // namespace

int main(int argc, char** argv) {
  const char* const receiver = std::getenv("DBSPAN_BENCH_RECEIVER");
  if (argc != 4 || receiver == nullptr) {
    std::fprintf(stderr, "usage: DBSPAN_BENCH_RECEIVER=URL %s recorder|wire|sdk RATE SECONDS\n",
                 argv[0]);
    return EXIT_FAILURE;
  }
  const std::string pipeline = argv[1];
  const Rate rate{std::atol(argv[2]), std::atol(argv[3])};
  if (pipeline == "recorder") {
    const Recording recording{Recording::Sampling::kAll, receiver};
    Measure(Options{}, rate, [] { recorder::Flush(std::chrono::seconds{30}); });
  } else {
    const bench::Telemetry telemetry{pipeline == "wire" ? Spans::kWireOtlp : Spans::kOtlp, true,
                                     receiver, kDefaultQueue};
    Measure(telemetry.options(), rate, [&] { telemetry.Flush(); });
  }
}
