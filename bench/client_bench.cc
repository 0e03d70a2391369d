// Measures the calls of one client, in every state that docs/performance.md compares.
#include <benchmark/benchmark.h>

#include <functional>
#include <string>

#include "bench/allocations.h"
#include "bench/client_calls.h"
#include "bench/one_processor.h"
#include "bench/telemetry.h"

namespace dbspan::bench {
namespace {

/// Makes the call again and again; counts allocations of the calling thread.
void Measure(benchmark::State& state, const ClientCalls::Call& call) {
  const OneProcessor pinned;
  for (int i = 0; i < 100; ++i) call();  // caches are warm, connections are up
  const std::uint64_t before = Allocations();
  for (auto _ : state) benchmark::DoNotOptimize(call());
  state.counters["allocations"] =
      static_cast<double>(Allocations() - before) / static_cast<double>(state.iterations());
}

void Register(const ClientCalls& calls) {
  for (const ClientState& client_state : StatesOf(calls)) {
    if (client_state.name.find("kept back") != std::string::npos) continue;  // for the counts
    const auto run = [client_state](benchmark::State& state) {
      client_state.run([&](const ClientCalls::Call& call) { Measure(state, call); });
    };
    benchmark::RegisterBenchmark((calls.name + "/" + client_state.name).c_str(), run)
        ->UseRealTime();
  }
}

void RegisterBig(const std::string& name, const std::function<void(benchmark::State&)>& run) {
  benchmark::RegisterBenchmark(name.c_str(), run)->UseRealTime()->Unit(benchmark::kMillisecond);
}

void MeasureBig(benchmark::State& state, const ClientCalls::Call& call) {
  const OneProcessor pinned;
  for (auto _ : state) benchmark::DoNotOptimize(call());
}

void Register(const BigCall& big) {
  if (big.bare) {
    RegisterBig(big.name + "/bare", [big](auto& state) { MeasureBig(state, big.bare()); });
  }
  if (big.traced) {
    RegisterBig(big.name + "/sampled", [big](auto& state) {
      const Telemetry telemetry{Spans::kNull, true};
      MeasureBig(state, big.traced(telemetry.options()));
    });
  }
}

}  // namespace
}  // namespace dbspan::bench

int main(int argc, char** argv) {
  const dbspan::bench::ClientBenchmarks benchmarks = dbspan::bench::Benchmarks();
  for (const auto& calls : benchmarks.calls) dbspan::bench::Register(calls);
  for (const auto& big : benchmarks.big) dbspan::bench::Register(big);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
