#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "dbspan/detail/client_above.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/statement_report.h"
#include "dbspan/suppression.h"
#include "dbspan/switches.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

class SeriesLimit;
class StatementReporter;

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
  std::uint64_t hook_failures() const noexcept {
    return hook_failures_.load(std::memory_order_relaxed);
  }

 private:
  friend class OperationSpan;

  /// Returns what to record with, or null when nothing is to be recorded.
  const Telemetry* Admit() const noexcept {
    return switches_->enabled() ? AdmitEnabled() : nullptr;
  }
  /// The same for a call of a library above a client, which is the application's: this thread may
  /// be in another call of that library, called back.
  const Telemetry* AdmitAbove() const noexcept {
    if (!switches_->enabled()) return nullptr;
    const OutsideLibrary outside{client_.below};
    return AdmitEnabled();
  }
  const Telemetry* AdmitEnabled() const noexcept;
  const Telemetry* CurrentTelemetry(std::uint32_t generation) const noexcept;
  const Telemetry* Refresh(std::uint32_t generation) const;
  void NoteProvider(const Telemetry& fresh) const noexcept;
  void Begin(const Telemetry& telemetry, const Operation& operation, OperationSpan& started) const;
  /// The same for operations that a sink takes (core/span/sink.h).
  void BeginInSink(const Telemetry& telemetry, const Operation& operation,
                   OperationSpan& started) const;
  const StatementPtr& FindStatement(const Operation& operation, StatementPtr& own) const;
  void StartSpan(const Operation& operation, const Statement* statement,
                 OperationSpan& started) const;
  bool Wants(const Operation& operation) const noexcept;
  void Publish(const StatementReport& report) const;
  void OnHookFailure(const char* hook) const noexcept;
  template <class Hook, class... Arguments>
  void CallHook(const char* name, const Hook& hook, Arguments&&... arguments) const noexcept;
  template <class Describe>
  OperationSpan StartAdmitted(const Telemetry& telemetry, Describe&& describe) const noexcept;

  Client client_;
  Options options_;
  std::shared_ptr<Switches> switches_;
  std::unique_ptr<StatementCache> statements_;
  std::unique_ptr<SeriesLimit> series_limit_;
  const bool own_providers_;   // both: the process-wide ones do not matter
  std::uint32_t born_in_ = 0;  // generation of processes (core/process/process_life.h)
  const bool picks_;           // there are operations that are not wanted
  mutable std::atomic<std::uint64_t> hook_failures_{0};

  mutable std::mutex refresh_mutex_;
  mutable std::vector<std::unique_ptr<const Telemetry>> retained_;
  mutable std::atomic<const Telemetry*> telemetry_{nullptr};
  std::unique_ptr<StatementReporter> reporter_;  // last: its thread uses the others
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

template <class Hook, class... Arguments>
void Instrumenter::CallHook(const char* name, const Hook& hook,
                            Arguments&&... arguments) const noexcept {
  const SuppressInstrumentation quiet;
  try {
    hook(std::forward<Arguments>(arguments)...);
  } catch (...) {
    OnHookFailure(name);
  }
}

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
  const ActiveOperation active{operation, client_.below};
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
