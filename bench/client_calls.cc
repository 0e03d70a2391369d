#include "bench/client_calls.h"

#include <utility>

#include "bench/recording.h"
#include "bench/telemetry.h"
#include "dbspan/suppression.h"
#include "dbspan/trace.h"
#include "recorder/process.h"

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

bool IsWire(Spans spans) { return spans == Spans::kWire || spans == Spans::kWireOtlp; }

/// Adds the states of one client. Each member function adds those of one form of its calls.
class States {
 public:
  States(const ClientCalls& calls, std::string receiver)
      : calls_(calls), receiver_(std::move(receiver)) {}

  void AddBare() {
    Add("bare", [calls = calls_](const auto& measure) { measure({calls.bare}); });
  }
  void AddByHand(const Kind& kind, ByHand::Style style) {
    if (IsWire(kind.spans)) return;  // spans by hand do not use WireExporter
    const bool documented = style == ByHand::Style::kAsDocumented;
    Add(kind.name + (documented ? ", as documented" : ", by hand"),
        [calls = calls_, receiver = receiver_, kind, style](const auto& measure) {
          const Telemetry telemetry{kind.spans, kind.metrics, receiver};
          const ByHand by_hand{telemetry, kind.metrics, style};
          measure({[&] { return calls.by_hand(by_hand); }, [&] { telemetry.Flush(); }});
        });
  }
  void AddTraced(const Kind& kind) {
    Add(kind.name, [calls = calls_, receiver = receiver_, kind](const auto& measure) {
      const Telemetry telemetry{kind.spans, kind.metrics, receiver};
      measure({calls.traced(telemetry.options()), [&] { telemetry.Flush(); }});
    });
  }
  void AddSilent() {
    Add("off", [calls = calls_](const auto& measure) {
      const Telemetry telemetry{Spans::kNull, true};
      Options options = telemetry.options();
      options.enabled = false;
      measure({calls.traced(options)});
    });
    Add("suppressed", [calls = calls_](const auto& measure) {
      const Telemetry telemetry{Spans::kNull, true};
      ClientCalls::Call call = calls.traced(telemetry.options())();
      const SuppressInstrumentation quiet;
      measure({[&] { return call; }});
    });
  }
  void AddRecorded(const std::string& name, Recording::Sampling sampling, bool exported) {
    Add(name, [calls = calls_, receiver = exported ? receiver_ : std::string{},
               sampling](const auto& measure) {
      const Recording recording{sampling, receiver};
      measure({calls.traced(Options{}), [&] {
                 if (!receiver.empty()) recorder::Flush(std::chrono::seconds{10});
               }});
    });
  }
  std::vector<ClientState> Take() { return std::move(states_); }

 private:
  template <class Run>
  void Add(std::string name, Run run) {
    states_.push_back({std::move(name), std::move(run)});
  }

  const ClientCalls& calls_;
  const std::string receiver_;
  std::vector<ClientState> states_;
};

}  // namespace

std::vector<ClientState> StatesOf(const ClientCalls& calls, const std::string& receiver) {
  using Sampling = Recording::Sampling;
  States states{calls, receiver};
  if (calls.bare) states.AddBare();
  for (const Kind& kind : Kinds()) {
    if (!calls.by_hand) break;
    states.AddByHand(kind, ByHand::Style::kCareful);
    states.AddByHand(kind, ByHand::Style::kAsDocumented);
  }
  if (!calls.traced) return states.Take();
  states.AddSilent();
  for (const Kind& kind : Kinds()) states.AddTraced(kind);
  states.AddRecorded("recorder, kept back", Sampling::kAll, false);
  states.AddRecorded("recorder, unsampled, kept back", Sampling::kNone, false);
  states.AddRecorded("recorder, exported", Sampling::kAll, true);
  return states.Take();
}

}  // namespace dbspan::bench
