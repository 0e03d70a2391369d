#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "dbspan/operation.h"
#include "dbspan/operation_span.h"
#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/suppression.h"
#include "dbspan/switches.h"

namespace dbspan {

/// Who is instrumented. The views must be string literals.
struct Client {
  std::string_view scope;        ///< Instrumentation scope name, for example "dbspan.pg".
  std::string_view environment;  ///< Infix of its environment variables, for example "PG".
};

/// Starts the operations of one client; owns tracer, instruments, options and the statement cache.
///
/// Immutable but for its switches; safe from any thread. Must outlive the operations it started,
/// which is why connections hold it by shared_ptr. Nothing it does throws or changes `errno`.
class Instrumenter {
 public:
  Instrumenter(Client client, const Options& options);
  Instrumenter(Client client, Options options, std::shared_ptr<Switches> switches);
  Instrumenter(const Instrumenter&) = delete;
  Instrumenter& operator=(const Instrumenter&) = delete;
  ~Instrumenter();

  const Options& options() const noexcept { return options_; }
  Switches& switches() const noexcept { return *switches_; }

  /// Starts the operation that `describe()` returns, or returns an empty one without describing
  /// anything when nothing is to be recorded.
  template <class Describe>
  OperationSpan Start(Describe&& describe) const noexcept;

  /// Calls `call()` as one operation and returns or throws exactly what it does.
  ///
  /// `observe(result)` and `observe()` (while the exception is being handled) return the Outcome;
  /// for a call that returns nothing, `observe.OfVoid()` does.
  template <class Describe, class Call, class Observe>
  auto Run(Describe&& describe, Call&& call, const Observe& observe) const -> decltype(call());

  /// Tells whether an operation that starts now would be recorded. The order is: switched off,
  /// no-op providers, suppressed on this thread, no parent though one is required.
  bool ShouldStart() const noexcept { return Admit() != nullptr; }

 private:
  friend class OperationSpan;

  /// Returns what to record with, or null when nothing is to be recorded.
  const Telemetry* Admit() const noexcept;
  const Telemetry* CurrentTelemetry() const noexcept;
  const Telemetry* Refresh() const;
  OperationSpan Begin(const Telemetry& telemetry, const Operation& operation) const;
  template <class Describe>
  OperationSpan StartAdmitted(const Telemetry& telemetry, Describe&& describe) const noexcept;

  Client client_;
  Options options_;
  std::shared_ptr<Switches> switches_;
  std::unique_ptr<StatementCache> statements_;

  mutable std::mutex refresh_mutex_;
  mutable std::vector<std::unique_ptr<const Telemetry>> retained_;
  mutable std::atomic<const Telemetry*> telemetry_{nullptr};
};

template <class Describe>
OperationSpan Instrumenter::Start(Describe&& describe) const noexcept {
  const Telemetry* telemetry = Admit();
  if (telemetry == nullptr) return {};
  return StartAdmitted(*telemetry, std::forward<Describe>(describe));
}

template <class Describe, class Call, class Observe>
auto Instrumenter::Run(Describe&& describe, Call&& call, const Observe& observe) const
    -> decltype(call()) {
  const Telemetry* telemetry = Admit();
  if (telemetry == nullptr) return call();
  OperationSpan operation = StartAdmitted(*telemetry, std::forward<Describe>(describe));
  const ActiveOperation active{operation};
  try {
    if constexpr (std::is_void_v<decltype(call())>) {
      call();
      operation.EndWith([&] { return observe.OfVoid(); });
    } else {
      decltype(call()) result = call();
      operation.EndWith([&] { return observe(result); });
      return result;
    }
  } catch (...) {
    operation.EndWith([&] { return observe(); });
    throw;
  }
}

template <class Describe>
OperationSpan Instrumenter::StartAdmitted(const Telemetry& telemetry,
                                          Describe&& describe) const noexcept {
  try {
    return Begin(telemetry, std::forward<Describe>(describe)());
  } catch (...) {
    return {};  // a lost span, not a lost query
  }
}

}  // namespace dbspan
