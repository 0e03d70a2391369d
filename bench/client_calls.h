#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bench/by_hand.h"
#include "dbspan/options.h"

namespace dbspan::bench {

/// Calls of one client, in three forms. A form is empty in a program that cannot have it: functions
/// that replace a client's for the traced form would also replace them for the bare form.
struct ClientCalls {
  /// Makes one call. Returns a part of the result, so that the compiler cannot remove the call.
  using Call = std::function<std::size_t()>;
  /// Opens a connection, and returns a function that makes a call with it.
  using Connect = std::function<Call()>;

  std::string name;  ///< `redis/GET`, for example.
  Connect bare;      ///< Calls without dbspan.
  /// Calls through dbspan. `options` configure all connections.
  std::function<Connect(const Options& options)> traced;
  std::function<Call(const ByHand& by_hand)> by_hand;
};

/// Returns the calls of the client. Each program defines it.
std::vector<ClientCalls> AllCalls();

/// A state that is set up.
struct Running {
  ClientCalls::Connect make;            ///< Opens another connection.
  std::function<void()> flush = [] {};  ///< Exports all recorded operations.
};

/// A state of docs/performance.md: `off`, or `sampled + metrics, by hand`.
struct ClientState {
  std::string name;
  /// Sets up the state, calls `measure` with it, and removes the state again.
  std::function<void(const std::function<void(const Running&)>& measure)> run;
};

/// Returns all states of a client's calls. States that export send to `receiver`, if it is not
/// empty.
std::vector<ClientState> StatesOf(const ClientCalls& calls, const std::string& receiver = {});

}  // namespace dbspan::bench
