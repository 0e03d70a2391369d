#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <utility>

#include "bench/allocations.h"
#include "bench/by_hand.h"
#include "bench/one_processor.h"
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
  const OneProcessor pinned;
  for (int i = 0; i < 100; ++i) call();  // caches are warm, connections are up
  const std::uint64_t before = Allocations();
  for (auto _ : state) call();
  state.counters["allocations"] =
      static_cast<double>(Allocations() - before) / static_cast<double>(state.iterations());
}

/// Something big, to see how it scales.
template <class Make>
void RegisterBig(const std::string& name, const std::string& form, Make make) {
  const auto run = [make](benchmark::State& state) {
    const Telemetry telemetry{Spans::kNull, true};
    const ClientCalls::Call call = make(telemetry.options());
    const OneProcessor pinned;
    for (auto _ : state) call();
  };
  benchmark::RegisterBenchmark((name + "/" + form).c_str(), run)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}
template <class Bare>
void RegisterBigBare(const std::string& name, Bare bare) {
  RegisterBig(name, "bare", [bare](const Options& /*options*/) { return bare(); });
}
template <class Traced>
void RegisterBigTraced(const std::string& name, Traced traced) {
  RegisterBig(name, "sampled", traced);
}

inline void AddBenchmark(const ClientCalls& calls, const std::string& state_name,
                         const std::function<void(benchmark::State&)>& run) {
  benchmark::RegisterBenchmark((calls.name + "/" + state_name).c_str(), run)->UseRealTime();
}

/// Spans of a kind, as the states of docs/performance.md are named.
inline const std::pair<std::string, Spans> kKinds[] = {{"unsampled", Spans::kUnsampled},
                                                       {"sampled", Spans::kNull},
                                                       {"sampled, flat", Spans::kFlat},
                                                       {"OTLP", Spans::kOtlp},
                                                       {"OTLP, flat", Spans::kFlatOtlp}};

/// Registers `bare` and `by_hand`. Where objects stand in front of the client, that needs a program
/// without them.
inline void RegisterBare(const ClientCalls& calls) {
  AddBenchmark(calls, "bare", [=](benchmark::State& state) { Measure(state, calls.bare()); });
  for (const auto& [kind_name, spans] : kKinds) {
    if (spans == Spans::kFlat || spans == Spans::kFlatOtlp) continue;
    for (const bool metrics : {false, true}) {
      AddBenchmark(calls, kind_name + (metrics ? " + metrics" : "") + ", by hand",
                   [=, kind = spans](benchmark::State& state) {
                     const Telemetry telemetry{kind, metrics};
                     const ByHand by_hand{telemetry, metrics};
                     Measure(state, calls.by_hand(by_hand));
                   });
    }
  }
}

/// Registers `traced` in every state that docs/performance.md compares.
inline void RegisterTraced(const ClientCalls& calls) {
  const auto add = [&](const std::string& state_name,
                       const std::function<void(benchmark::State&)>& run) {
    AddBenchmark(calls, state_name, run);
  };
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
  for (const auto& [kind_name, spans] : kKinds) {
    for (const bool metrics : {false, true}) {
      add(kind_name + (metrics ? " + metrics" : ""), [=, kind = spans](benchmark::State& state) {
        const Telemetry telemetry{kind, metrics};
        Measure(state, calls.traced(telemetry.options()));
      });
    }
  }
}

}  // namespace dbspan::bench
