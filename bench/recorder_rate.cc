// What recording and exporting cost with dbspan::recorder, at a steady rate, the receiver in a
// process of its own. usage: recorder_rate SPANS_PER_SECOND SECONDS; a rate of 0 records 100000 at
// once and exports nothing, for callgrind.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>

#include "bench/allocations.h"
#include "bench/recording.h"
#include "recorder/process.h"

namespace {

using namespace dbspan::recorder;  // NOLINT(*-using-namespace): a program of its own

double Seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Call {
  TextId endpoint;
  TextId statement;
};

// As a Redis GET: nine attributes, an event and the duration. Out of line, for callgrind to find.
__attribute__((noinline)) void RecordOne(const Call& call) {
  Recorder* const recorder = Current();
  if (recorder == nullptr) return;
  OpenSpan open;
  recorder->Start(opentelemetry::trace::SpanContext::GetInvalid(), open);
  recorder->Describe(open, 3, call.endpoint, call.statement);
  Ending ending;
  ending.hits = 1;
  ending.misses = 0;
  ending.query_text = "GET user:12345";
  recorder->End(open, ending, SteadyNow());
}

void RecordAtRate(const Call& call, long rate, long seconds) {
  const auto begin = std::chrono::steady_clock::now();
  for (long millisecond = 0; millisecond < seconds * 1000; ++millisecond) {
    for (long i = 0; i < rate / 1000; ++i) RecordOne(call);
    std::this_thread::sleep_until(begin + std::chrono::milliseconds{millisecond + 1});
  }
}

}  // namespace

int main(int argc, char** argv) {
  const long rate = argc > 2 ? std::atol(argv[1]) : 50000;
  const long seconds = argc > 2 ? std::atol(argv[2]) : 10;
  const std::string receiver = rate == 0 ? "http://127.0.0.1:1" : dbspan::bench::StartReceiver();
  setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.c_str(), 1);
  Texts& texts = CurrentTexts();
  StatementTexts statement;
  statement.name = "GET cache:6379";
  statement.operation = "GET";
  const Call call{texts.Intern(EndpointTexts{"redis", "0", "cache", 6379, "10.0.0.1", 6379}),
                  texts.Intern(statement)};
  RecordOne(call);
  if (rate == 0) {
    setenv("DBSPAN_EXIT_TIMEOUT", "0", 1);
    const std::size_t before = dbspan::bench::Allocations();
    const double cpu = Seconds(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < 100000; ++i) RecordOne(call);
    std::printf("%.0f ns and %zu allocations per 100000 operations of the caller\n",
                (Seconds(CLOCK_THREAD_CPUTIME_ID) - cpu) * 1e4,
                dbspan::bench::Allocations() - before);
    std::fflush(stdout);
    _exit(0);
  }

  const double process = Seconds(CLOCK_PROCESS_CPUTIME_ID);
  const double caller = Seconds(CLOCK_THREAD_CPUTIME_ID);
  RecordAtRate(call, rate, seconds);
  const double of_caller = Seconds(CLOCK_THREAD_CPUTIME_ID) - caller;
  const bool flushed = Flush(std::chrono::seconds{30});
  const double of_process = Seconds(CLOCK_PROCESS_CPUTIME_ID) - process;
  const SpanCounts counts = Current()->counts();
  const double spans = static_cast<double>(rate * seconds);
  std::printf(
      "%ld/s for %ld s: exported %llu, dropped %llu; caller %.0f ns with its timer, background "
      "%.3f us, process %.3f us of "
      "CPU per span\n",
      rate, seconds, static_cast<unsigned long long>(counts.exported),
      static_cast<unsigned long long>(counts.dropped_queue + counts.dropped_export),
      of_caller / spans * 1e9, (of_process - of_caller) / spans * 1e6, of_process / spans * 1e6);
  return flushed && counts.dropped_queue + counts.dropped_export == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
