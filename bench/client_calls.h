#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bench/by_hand.h"
#include "dbspan/options.h"

namespace dbspan::bench {

/// Makes calls of one client, in three forms. Each returns something that makes one call; a program
/// has those that it can: what stands in front of a client would be in front of the bare one, too.
struct ClientCalls {
  /// Returns something of the result, so that it is made.
  using Call = std::function<std::size_t()>;

  std::string name;                                    ///< `redis/GET`, for example.
  std::function<Call()> bare;                          ///< The client's own.
  std::function<Call(const Options& options)> traced;  ///< Through dbspan.
  std::function<Call(const ByHand& by_hand)> by_hand;
};

/// Something big, to see how it scales.
struct BigCall {
  std::string name;
  std::function<ClientCalls::Call()> bare;
  std::function<ClientCalls::Call(const Options& options)> traced;
};

/// What is measured of one client.
struct ClientBenchmarks {
  std::vector<ClientCalls> calls;
  std::vector<BigCall> big;
};
/// Defined by each program.
ClientBenchmarks Benchmarks();

/// A state of docs/performance.md: `off`, or `sampled + metrics, by hand`.
struct ClientState {
  std::string name;
  /// Sets up what the state needs, hands its call to `measure`, and takes all of it down.
  std::function<void(const std::function<void(const ClientCalls::Call&)>& measure)> run;
};

/// All states of the calls that there are.
std::vector<ClientState> StatesOf(const ClientCalls& calls);

}  // namespace dbspan::bench
