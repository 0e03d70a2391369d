#include "bench/client_calls.h"

#include <utility>

#include "bench/recording.h"
#include "bench/telemetry.h"
#include "dbspan/suppression.h"

namespace dbspan::bench {
namespace {

struct Kind {
  std::string name;
  Spans spans;
  bool metrics;
};

std::vector<Kind> Kinds() {
  std::vector<Kind> kinds;
  for (const auto& [name, spans] : {std::pair{"unsampled", Spans::kUnsampled},
                                    {"sampled", Spans::kNull},
                                    {"sampled, wire", Spans::kWire},
                                    {"OTLP", Spans::kOtlp},
                                    {"OTLP, wire", Spans::kWireOtlp}}) {
    kinds.push_back({name, spans, false});
    kinds.push_back({std::string{name} + " + metrics", spans, true});
  }
  return kinds;
}

void AddByHand(const ClientCalls& calls, std::vector<ClientState>& states) {
  for (const Kind& kind : Kinds()) {
    // WireExporter is dbspan's.
    if (kind.spans == Spans::kWire || kind.spans == Spans::kWireOtlp) continue;
    states.push_back({kind.name + ", by hand", [=](const auto& measure) {
                        const Telemetry telemetry{kind.spans, kind.metrics};
                        const ByHand by_hand{telemetry, kind.metrics};
                        measure(calls.by_hand(by_hand));
                      }});
  }
}

void AddTraced(const ClientCalls& calls, std::vector<ClientState>& states) {
  states.push_back({"off", [=](const auto& measure) {
                      const Telemetry telemetry{Spans::kNull, true};
                      Options options = telemetry.options();
                      options.enabled = false;
                      measure(calls.traced(options));
                    }});
  states.push_back({"no provider", [=](const auto& measure) {
                      const Telemetry telemetry{Spans::kNone, false};
                      measure(calls.traced(telemetry.options()));
                    }});
  states.push_back({"suppressed", [=](const auto& measure) {
                      const Telemetry telemetry{Spans::kNull, true};
                      const auto call = calls.traced(telemetry.options());
                      const SuppressInstrumentation quiet;
                      measure(call);
                    }});
  for (const Kind& kind : Kinds()) {
    states.push_back({kind.name, [=](const auto& measure) {
                        const Telemetry telemetry{kind.spans, kind.metrics};
                        measure(calls.traced(telemetry.options()));
                      }});
  }
#ifdef DBSPAN_HAS_RECORDER
  states.push_back({"recorder, kept back", [=](const auto& measure) {
                      const Recording recording{Recording::Sampling::kAll};
                      measure(calls.traced(Options{}));
                    }});
  states.push_back({"recorder, unsampled, kept back", [=](const auto& measure) {
                      const Recording recording{Recording::Sampling::kNone};
                      measure(calls.traced(Options{}));
                    }});
#endif
}

}  // namespace

std::vector<ClientState> StatesOf(const ClientCalls& calls) {
  std::vector<ClientState> states;
  if (calls.bare) {
    states.push_back({"bare", [=](const auto& measure) { measure(calls.bare()); }});
  }
  if (calls.by_hand) AddByHand(calls, states);
  if (calls.traced) AddTraced(calls, states);
  return states;
}

}  // namespace dbspan::bench
