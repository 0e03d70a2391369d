#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bench/by_hand.h"
#include "dbspan/options.h"

namespace dbspan::bench {

/// Calls of one client, in three forms. A program has the forms that it can have: symbols that
/// stand in front of a client would stand in front of the bare one, too.
struct ClientCalls {
  /// Makes one call. Returns something of the result, so that it is made.
  using Call = std::function<std::size_t()>;
  /// Opens a connection, and returns its call.
  using Connect = std::function<Call()>;

  std::string name;  ///< `redis/GET`, for example.
  Connect bare;      ///< The client's own.
  /// Through dbspan, which is configured for all connections at once.
  std::function<Connect(const Options& options)> traced;
  std::function<Call(const ByHand& by_hand)> by_hand;
};

/// Defined by each program.
std::vector<ClientCalls> AllCalls();

/// What is there while a state is set up.
struct Running {
  ClientCalls::Connect make;            ///< Another connection and its call.
  std::function<void()> flush = [] {};  ///< Exports what was recorded.
};

/// A state of docs/performance.md: `off`, or `sampled + metrics, by hand`.
struct ClientState {
  std::string name;
  /// Sets up what the state needs, hands it to `measure`, and takes all of it down.
  std::function<void(const std::function<void(const Running&)>& measure)> run;
};

/// All states of the calls that there are. Those that export send to `receiver`, if it is given.
std::vector<ClientState> StatesOf(const ClientCalls& calls, const std::string& receiver = {});

}  // namespace dbspan::bench
