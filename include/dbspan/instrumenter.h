#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/client_id.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/operation.h"
#include "dbspan/outcome.h"
#include "dbspan/sql_settings.h"
#include "dbspan/switches.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Options;
struct StatementReport;

namespace detail {
class MeasuredOperation;
}

/// The instrumented client. The views must be string literals.
struct Client {
  std::string_view scope;        ///< Instrumentation scope name, for example "dbspan.pg".
  std::string_view environment;  ///< Infix of its environment variables, for example "PG".
  /// The client library below: `Run` does not record its calls a second time. `kNone`: those of all
  /// clients.
  detail::ClientId below = detail::ClientId::kNone;
};

/// Starts the operations of one client; owns its tracer, instruments, options and statement cache.
///
/// Immutable except for its switches; safe from any thread. Must outlive the operations that it
/// started, so connections hold it by shared_ptr. No member throws or changes `errno`.
class Instrumenter {
 public:
  Instrumenter(Client client, const Options& options);
  Instrumenter(Client client, Options options, std::shared_ptr<Switches> switches);
  Instrumenter(const Instrumenter&) = delete;
  Instrumenter& operator=(const Instrumenter&) = delete;
  ~Instrumenter();

  const Options& options() const noexcept { return options_; }
  Switches& switches() const noexcept { return *switches_; }

  /// Starts the operation that `describe()` returns. If nothing is to be recorded, returns an empty
  /// span without calling `describe`.
  template <class Describe>
  detail::OperationSpan Start(Describe&& describe) const noexcept;

  /// Records `call()` as one operation and returns or throws exactly what it does. If `call`
  /// accepts an OperationSpan, it gets the operation's; the span is empty if nothing is recorded.
  ///
  /// `observe` returns the Outcome: `observe(result)` after a result, `observe()` while an
  /// exception is being handled, `observe.OfVoid()` after a call that returns void.
  template <class Describe, class Call, class Observe>
  decltype(auto) Run(Describe&& describe, Call&& call, const Observe& observe) const;

  /// Returns whether an operation that starts now would be recorded. Checks in this order: switched
  /// off, no-op providers, suppressed on this thread, required parent missing.
  bool ShouldStart() const noexcept { return Admit() != nullptr; }

  /// Returns the form in which a client may keep the text of a statement that it executes later,
  /// for example of a prepared one: redacted and of any length, or unchanged if
  /// `Options::query_text` is `QueryText::kVerbatim`. Executions described with it have the same
  /// attributes as with the text itself, except that the summary lacks tables that only rows of
  /// VALUES after the first one select from. Empty if there is no memory.
  std::string TextToKeep(std::string_view sql, System system,
                         const SqlSettings& settings = {}) const noexcept;

  /// Returns the statements that took most time since the last report; empty unless
  /// `Options::report_interval` is set.
  StatementReport statement_report() const;
  /// Number of exceptions thrown by hooks of the application.
  std::uint64_t hook_failures() const noexcept;

 private:
  friend class detail::MeasuredOperation;

  /// Returns the telemetry to record with, or null if nothing is to be recorded.
  const detail::Telemetry* Admit() const noexcept {
    return switches_->enabled() ? AdmitEnabled() : nullptr;
  }
  /// Like `Admit`, for a call to a library above a client (libpqxx above libpq). Such a call is
  /// always the application's, even if this thread is already inside the library: then the library
  /// runs a callback of the application.
  const detail::Telemetry* AdmitAbove() const noexcept {
    if (!switches_->enabled()) return nullptr;
    const detail::OutsideLibrary outside{below_};
    return AdmitEnabled();
  }
  const detail::Telemetry* AdmitEnabled() const noexcept;
  void Begin(const detail::Telemetry& telemetry, const Operation& operation,
             detail::OperationSpan& started) const;
  template <class Describe>
  detail::OperationSpan StartAdmitted(const detail::Telemetry& telemetry,
                                      Describe&& describe) const noexcept;

  const detail::ClientId below_;
  const std::shared_ptr<Switches> switches_;
  const std::unique_ptr<const detail::InstrumenterState> state_;
  const Options& options_;  // owned by state_
};

namespace detail {

/// Passes the operation to `call` if it accepts one.
template <class Call>
decltype(auto) CallWith(Call& call, OperationSpan& operation) {
  if constexpr (std::is_invocable_v<Call&, OperationSpan&>) {
    return call(operation);
  } else {
    return call();
  }
}

/// Returns the result of `call` and ends the operation with its outcome. A function of its own, so
/// that the result is constructed where the caller wants it and never copied.
template <class Result, class Call, class Observe>
Result CallAndEnd(Call& call, OperationSpan& operation, const Observe& observe) {
  Result result = CallWith(call, operation);
  operation.EndWith([&] { return observe(result); });
  return result;
}

/// Calls `call` unrecorded: passes an empty operation if it accepts one.
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
detail::OperationSpan Instrumenter::Start(Describe&& describe) const noexcept {
  const detail::Telemetry* telemetry = Admit();
  if (telemetry == nullptr) return {};
  return StartAdmitted(*telemetry, std::forward<Describe>(describe));
}

template <class Describe, class Call, class Observe>
decltype(auto) Instrumenter::Run(Describe&& describe, Call&& call, const Observe& observe) const {
  using Result = decltype(detail::CallWith(call, std::declval<detail::OperationSpan&>()));
  const detail::Telemetry* telemetry = AdmitAbove();
  if (telemetry == nullptr) return detail::CallWithout(call);
  detail::OperationSpan operation = StartAdmitted(*telemetry, std::forward<Describe>(describe));
  const detail::ActiveOperation active{operation, below_};
  try {
    if constexpr (std::is_void_v<Result>) {
      detail::CallWith(call, operation);
      operation.EndWith([&] { return observe.OfVoid(); });
    } else {
      return detail::CallAndEnd<Result>(call, operation, observe);
    }
  } catch (...) {
    operation.EndWith([&] { return observe(); });
    throw;
  }
}

template <class Describe>
detail::OperationSpan Instrumenter::StartAdmitted(const detail::Telemetry& telemetry,
                                                  Describe&& describe) const noexcept {
  detail::OperationSpan started;
  try {
    Begin(telemetry, std::forward<Describe>(describe)(), started);
  } catch (...) {  // the span is lost, but the query still runs
  }
  return started;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
