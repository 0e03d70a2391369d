#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <string>

#include "bench/allocations.h"
#include "bench/by_hand.h"
#include "bench/keep_awake.h"
#include "bench/telemetry.h"
#include "dbspan/options.h"
#include "dbspan/suppression.h"

namespace dbspan::bench {

/// Makes calls of one client, in three forms. Each returns something that makes one call.
struct ClientCalls {
  using Call = std::function<void()>;

  std::string name;                                    ///< `redis/GET`, for example.
  std::function<Call()> bare;                          ///< The client's own.
  std::function<Call(const Options& options)> traced;  ///< Through dbspan.
  std::function<Call(const ByHand& by_hand)> by_hand;
};

/// Makes the call again and again; counts allocations of the calling thread.
inline void Measure(benchmark::State& state, const ClientCalls::Call& call) {
  for (int i = 0; i < 100; ++i) call();  // caches are warm, connections are up
  const std::uint64_t before = Allocations();
  for (auto _ : state) call();
  state.counters["allocations"] =
      static_cast<double>(Allocations() - before) / static_cast<double>(state.iterations());
}

/// Registers something big, bare and sampled: how it scales.
template <class Bare, class Traced>
void RegisterPair(const std::string& name, Bare bare, Traced traced) {
  const auto run = [](benchmark::State& state, const ClientCalls::Call& call) {
    for (auto _ : state) call();
  };
  benchmark::RegisterBenchmark((name + "/bare").c_str(),
                               [=](benchmark::State& state) { run(state, bare()); })
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark((name + "/sampled").c_str(),
                               [=](benchmark::State& state) {
                                 const Telemetry telemetry{Spans::kNull, true};
                                 run(state, traced(telemetry.options()));
                               })
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

/// Registers the calls in every state that docs/performance.md compares.
inline void Register(const ClientCalls& calls) {
  const auto add = [&](const std::string& state_name, auto run) {
    benchmark::RegisterBenchmark((calls.name + "/" + state_name).c_str(), run)->UseRealTime();
  };
  add("bare", [=](benchmark::State& state) { Measure(state, calls.bare()); });
  add("off", [=](benchmark::State& state) {
    const Telemetry telemetry{Spans::kNull, true};
    Options options = telemetry.options();
    options.enabled = false;
    Measure(state, calls.traced(options));
  });
  add("no provider", [=](benchmark::State& state) {
    const Telemetry telemetry{Spans::kNone, false};
    Measure(state, calls.traced(telemetry.options()));
  });
  add("suppressed", [=](benchmark::State& state) {
    const Telemetry telemetry{Spans::kNull, true};
    const auto call = calls.traced(telemetry.options());
    const SuppressInstrumentation quiet;
    Measure(state, call);
  });
  const std::pair<std::string, Spans> kinds[] = {{"unsampled", Spans::kUnsampled},
                                                 {"sampled", Spans::kNull},
                                                 {"sampled, flat", Spans::kFlat},
                                                 {"OTLP", Spans::kOtlp},
                                                 {"OTLP, flat", Spans::kFlatOtlp}};
  for (const auto& [kind_name, spans] : kinds) {
    for (const bool metrics : {false, true}) {
      const std::string suffix = kind_name + (metrics ? " + metrics" : "");
      add(suffix, [=, kind = spans](benchmark::State& state) {
        const Telemetry telemetry{kind, metrics};
        Measure(state, calls.traced(telemetry.options()));
      });
      if (spans == Spans::kFlat || spans == Spans::kFlatOtlp) continue;
      add(suffix + ", by hand", [=, kind = spans](benchmark::State& state) {
        const Telemetry telemetry{kind, metrics};
        const ByHand by_hand{telemetry, metrics};
        Measure(state, calls.by_hand(by_hand));
      });
    }
  }
}

}  // namespace dbspan::bench
