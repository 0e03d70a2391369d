#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/metrics/series_limit.h"
#include "core/metrics/statement_reporter.h"
#include "core/span/system_traits.h"
#include "core/span/telemetry.h"
#include "core/sql/statement_cache.h"
#include "core/sql/syntax.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/instrumenter.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/sql_settings.h"
#include "dbspan/statement_report.h"
#include "dbspan/suppression.h"
#include "dbspan/switches.h"
#include "dbspan/system.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// The implementation of Instrumenter, which its public header does not show.
///
/// Exists as long as its Instrumenter; safe from any thread. Functions throw nothing unless their
/// comment says so.
class InstrumenterState {
 public:
  InstrumenterState(Client client, Options options, std::shared_ptr<Switches> switches);
  InstrumenterState(const InstrumenterState&) = delete;
  InstrumenterState& operator=(const InstrumenterState&) = delete;
  ~InstrumenterState();

  const Options& options() const noexcept { return options_; }
  const Telemetry* AdmitEnabled() const noexcept;
  /// May throw std::bad_alloc.
  void Begin(const Telemetry& telemetry, const Operation& operation, OperationSpan& started) const;
  /// Tells whether an operation needs nothing but to be measured. Sets what it says of the
  /// operation then, except for its start time.
  bool PrepareMeasured(MeasuredOperation& prepared, const Endpoint& endpoint,
                       std::uint32_t dimension) const noexcept;
  std::string TextToKeep(std::string_view sql, System system,
                         const SqlSettings& settings) const noexcept;
  StatementReport statement_report() const;
  std::uint64_t hook_failures() const noexcept {
    return hook_failures_.load(std::memory_order_relaxed);
  }

 private:
  friend class OperationSpan;
  friend class MeasuredOperation;

  const Telemetry* CurrentTelemetry(std::uint32_t generation) const noexcept;
  /// Slow path of CurrentTelemetry: reads the current providers from the API.
  [[gnu::noinline]] const Telemetry* LookAgain(std::uint32_t generation) const noexcept;
  const Telemetry* Refresh(std::uint32_t generation) const;
  void NoteProvider(const Telemetry& fresh) const noexcept;
  [[gnu::noinline]] void BeginAtProviders(const Telemetry& telemetry, const Operation& operation,
                                          OperationSpan& started) const;
  [[gnu::noinline]] static void KeepIdentity(const Operation& operation,
                                             const StatementPtr& statement, OperationSpan& started);
  /// Fast path of BeginInSink: returns false and changes nothing if the sink has to be asked more.
  bool BeginMeasured(const Telemetry& telemetry, const Operation& operation,
                     OperationSpan& started) const;
  /// Begins an operation that a sink takes (core/span/sink.h).
  void BeginInSink(const Telemetry& telemetry, const Operation& operation,
                   OperationSpan& started) const;
  sql_text::Syntax SyntaxOf(System system, const SqlSettings& known) const noexcept {
    sql_text::Syntax syntax{system.traits().dialect, known};
    SqlSettings& settings = syntax.settings;
    if (settings.ansi_quotes == Setting::kUnknown) settings.ansi_quotes = ansi_quotes_;
    if (settings.backslash_escapes == Setting::kUnknown) {
      settings.backslash_escapes = backslash_escapes_;
    }
    return syntax;
  }
  const StatementPtr& FindStatement(const Operation& operation, StatementPtr& own) const;
  void StartSpan(const Operation& operation, const Statement* statement,
                 OperationSpan& started) const;
  bool Wants(const Operation& operation) const noexcept;
  void Publish(const StatementReport& report) const;
  void OnHookFailure(const char* hook) const noexcept;
  template <class Hook, class... Arguments>
  void CallHook(const char* name, const Hook& hook, Arguments&&... arguments) const noexcept;

  // How long a provider is trusted to be the same because its address is: some 100 microseconds. A
  // new provider at the address of a destroyed one can be detected only by requesting its tracer,
  // which is too slow for every call.
  static constexpr std::uint64_t kConfirmationTicks = 250'000;

  Client client_;
  Options options_;
  std::shared_ptr<Switches> switches_;
  std::unique_ptr<StatementCache> statements_;
  std::unique_ptr<SeriesLimit> series_limit_;
  const Setting ansi_quotes_;  // of sessions that do not tell
  const Setting backslash_escapes_;
  const bool own_providers_;   // both are in the options: process-wide ones are ignored
  std::uint32_t born_in_ = 0;  // process generation (core/process/process_life.h)
  const bool picks_;           // the options exclude some operations
  const bool plain_;           // operations are measured, and neither logged nor commented
  const bool only_measures_;   // plain_, and no option looks at single operations
  mutable std::atomic<std::uint64_t> hook_failures_{0};

  mutable std::mutex refresh_mutex_;
  mutable std::vector<std::unique_ptr<const Telemetry>> retained_;
  mutable std::atomic<const Telemetry*> telemetry_{nullptr};
  std::unique_ptr<StatementReporter> reporter_;  // last: its thread uses the others
};

inline const Telemetry* InstrumenterState::CurrentTelemetry(
    std::uint32_t generation) const noexcept {
  const Telemetry* const known = telemetry_.load(std::memory_order_acquire);
  if (generation == known->generation && known->installation == Sink::installation()) {
    if (own_providers_ || known->IsSurelyCurrent(kConfirmationTicks)) return known;
  }
  return LookAgain(generation);
}

template <class Hook, class... Arguments>
void InstrumenterState::CallHook(const char* name, const Hook& hook,
                                 Arguments&&... arguments) const noexcept {
  const SuppressInstrumentation quiet;
  try {
    hook(std::forward<Arguments>(arguments)...);
  } catch (...) {
    OnHookFailure(name);
  }
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
