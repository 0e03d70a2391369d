// Paths of one call of each client against a stub of its server, in each state of dbspan that
// changes the cost.
#include <algorithm>
#include <array>
#include <string_view>

#include "bench/client_calls.h"
#include "tests/cost/path.h"

namespace dbspan::cost {
namespace {

bool IsCounted(std::string_view state) {
  constexpr std::array<std::string_view, 14> kStates{"bare",
                                                     "off",
                                                     "suppressed",
                                                     "unsampled",
                                                     "unsampled, by hand",
                                                     "sampled",
                                                     "sampled, by hand",
                                                     "sampled + metrics",
                                                     "sampled + metrics, by hand",
                                                     "sampled + metrics, as documented",
                                                     "sampled, wire",
                                                     "sampled, wire + metrics",
                                                     "recorder, kept back",
                                                     "recorder, unsampled, kept back"};
  return std::find(kStates.begin(), kStates.end(), state) != kStates.end();
}

/// Makes the name of a path: `redis/GET without a server` and `sampled + metrics` become
/// `redis_sampled_metrics`.
std::string NameOf(std::string_view calls, std::string_view state) {
  std::string name{calls.substr(0, calls.find('/'))};
  name += '_';
  for (const char c : state) {
    if (c == '+' || c == ',') continue;
    const bool blank = c == ' ';
    if (!blank || name.back() != '_') name += blank ? '_' : c;
  }
  return name;
}

}  // namespace

std::vector<Path> Paths() {
  std::vector<Path> paths;
  for (const bench::ClientCalls& calls : bench::AllCalls()) {
    if (calls.name.find("without a server") == std::string::npos) continue;
    for (const bench::ClientState& state : bench::StatesOf(calls)) {
      if (!IsCounted(state.name)) continue;
      paths.push_back({NameOf(calls.name, state.name), [state](const auto& count) {
                         state.run([&](const bench::Running& running) {
                           const bench::ClientCalls::Call call = running.make();
                           count([&](int times) {
                             for (int i = 0; i < times; ++i) call();
                           });
                         });
                       }});
    }
  }
  return paths;
}

}  // namespace dbspan::cost
