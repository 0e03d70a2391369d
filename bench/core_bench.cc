// Measures the cost of one operation in the core, compared with the same span written by hand
// through the API.
//
// Compare only within one run. Argument 0 is without metrics, 1 with metrics.
#include <benchmark/benchmark.h>
#include <opentelemetry/trace/tracer.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "bench/core_calls.h"
#include "bench/telemetry.h"
#include "dbspan/instrumenter.h"

namespace {

namespace trace = opentelemetry::trace;
using dbspan::Instrumenter;
using dbspan::Operation;
using dbspan::Outcome;
using dbspan::bench::Spans;
using dbspan::bench::Telemetry;

int BareCall() {
  int result = 1;
  benchmark::DoNotOptimize(result);
  return result;
}

void RunTraced(benchmark::State& state, const Instrumenter& instrumenter) {
  const dbspan::bench::DescribeSelect describe;
  for (auto _ : state)
    benchmark::DoNotOptimize(instrumenter.Run(describe, BareCall, dbspan::bench::OneRow{}));
}

void BM_BareCall(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(BareCall());
}
BENCHMARK(BM_BareCall);

void BM_SwitchedOff(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"}, Telemetry{Spans::kNull, true}.options()};
  instrumenter.switches().set_enabled(false);
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_SwitchedOff);

void BM_Suppressed(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"}, Telemetry{Spans::kNull, true}.options()};
  const dbspan::SuppressInstrumentation quiet;
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_Suppressed);

void BM_Unsampled(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"},
                                  Telemetry{Spans::kUnsampled, state.range(0) != 0}.options()};
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_Unsampled)->Arg(0)->Arg(1);

void BM_UnsampledBareSpan(benchmark::State& state) {
  const auto tracer = Telemetry{Spans::kUnsampled, false}.tracers()->GetTracer("bench");
  for (auto _ : state) {
    const auto span = tracer->StartSpan("SELECT customers");
    benchmark::DoNotOptimize(BareCall());
    span->End();
  }
}
BENCHMARK(BM_UnsampledBareSpan);

void BM_Sampled(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"},
                                  Telemetry{Spans::kNull, state.range(0) != 0}.options()};
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_Sampled)->Arg(0)->Arg(1);

void BM_SampledCurrent(benchmark::State& state) {
  dbspan::Options options = Telemetry{Spans::kNull, false}.options();
  options.current_spans = true;
  RunTraced(state, Instrumenter{{"bench", "BENCH"}, options});
}
BENCHMARK(BM_SampledCurrent);

void BM_SampledWire(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"},
                                  Telemetry{Spans::kWire, state.range(0) != 0}.options()};
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_SampledWire)->Arg(0)->Arg(1);

void BM_SampledByHand(benchmark::State& state) {
  const dbspan::bench::SelectByHand select{
      Telemetry{Spans::kNull, false}.tracers()->GetTracer("bench")};
  for (auto _ : state) select.Run([] { benchmark::DoNotOptimize(BareCall()); });
}
BENCHMARK(BM_SampledByHand);

// Returns one instrumenter with which all threads run the same statement.
const Instrumenter& Shared() {
  static const Instrumenter instrumenter{{"bench", "BENCH"},
                                         Telemetry{Spans::kUnsampled, true}.options()};
  return instrumenter;
}
void BM_SharedByThreads(benchmark::State& state) { RunTraced(state, Shared()); }
BENCHMARK(BM_SharedByThreads)->ThreadRange(1, 8)->UseRealTime();

}  // namespace
