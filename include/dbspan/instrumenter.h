#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/client_id.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/operation.h"
#include "dbspan/outcome.h"
#include "dbspan/switches.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Options;
struct StatementReport;

/// Who is instrumented. The views must be string literals.
struct Client {
  std::string_view scope;        ///< Instrumentation scope name, for example "dbspan.pg".
  std::string_view environment;  ///< Infix of its environment variables, for example "PG".
  /// What `Run` keeps quiet meanwhile: a client that dbspan traces, or all of them.
  ClientId below = ClientId::kNone;
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

  /// Calls `call()` as one operation and returns or throws exactly what it does. A call that takes
  /// an OperationSpan gets its own, empty if nothing is recorded.
  ///
  /// `observe(result)` and `observe()` (while the exception is being handled) return the Outcome;
  /// for a call that returns nothing, `observe.OfVoid()` does.
  template <class Describe, class Call, class Observe>
  decltype(auto) Run(Describe&& describe, Call&& call, const Observe& observe) const;

  /// Tells whether an operation that starts now would be recorded. The order is: switched off,
  /// no-op providers, suppressed on this thread, no parent though one is required.
  bool ShouldStart() const noexcept { return Admit() != nullptr; }

  /// The statements that took most time since the last report; empty unless
  /// `Options::report_interval` is set.
  StatementReport statement_report() const;
  /// How often a hook of the application threw.
  std::uint64_t hook_failures() const noexcept;

 private:
  /// Returns what to record with, or null when nothing is to be recorded.
  const Telemetry* Admit() const noexcept {
    return switches_->enabled() ? AdmitEnabled() : nullptr;
  }
  /// The same for a call of a library above a client, which is the application's: this thread may
  /// be in another call of that library, called back.
  const Telemetry* AdmitAbove() const noexcept {
    if (!switches_->enabled()) return nullptr;
    const OutsideLibrary outside{below_};
    return AdmitEnabled();
  }
  const Telemetry* AdmitEnabled() const noexcept;
  void Begin(const Telemetry& telemetry, const Operation& operation, OperationSpan& started) const;
  template <class Describe>
  OperationSpan StartAdmitted(const Telemetry& telemetry, Describe&& describe) const noexcept;

  const ClientId below_;
  const std::shared_ptr<Switches> switches_;
  const std::unique_ptr<const detail::InstrumenterState> state_;
  const Options& options_;  // the state's
};

namespace detail {

/// Calls with the operation if the call takes one, else without.
template <class Call>
decltype(auto) CallWith(Call& call, OperationSpan& operation) {
  if constexpr (std::is_invocable_v<Call&, OperationSpan&>) {
    return call(operation);
  } else {
    return call();
  }
}

/// Calls where nothing is recorded.
template <class Call>
decltype(auto) CallWithout(Call& call) {
  if constexpr (std::is_invocable_v<Call&, OperationSpan&>) {
    return call(OperationSpan::None());
  } else {
    return call();
  }
}

}  // namespace detail

template <class Describe>
OperationSpan Instrumenter::Start(Describe&& describe) const noexcept {
  const Telemetry* telemetry = Admit();
  if (telemetry == nullptr) return {};
  return StartAdmitted(*telemetry, std::forward<Describe>(describe));
}

template <class Describe, class Call, class Observe>
decltype(auto) Instrumenter::Run(Describe&& describe, Call&& call, const Observe& observe) const {
  using Result = decltype(detail::CallWith(call, std::declval<OperationSpan&>()));
  const Telemetry* telemetry = AdmitAbove();
  if (telemetry == nullptr) return detail::CallWithout(call);
  OperationSpan operation = StartAdmitted(*telemetry, std::forward<Describe>(describe));
  const ActiveOperation active{operation, below_};
  try {
    if constexpr (std::is_void_v<Result>) {
      detail::CallWith(call, operation);
      operation.EndWith([&] { return observe.OfVoid(); });
    } else {
      Result result = detail::CallWith(call, operation);
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
  OperationSpan started;
  try {
    Begin(telemetry, std::forward<Describe>(describe)(), started);
  } catch (...) {  // a lost span, not a lost query
  }
  return started;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
