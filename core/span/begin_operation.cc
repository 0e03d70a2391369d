// Begins operations: whether one is to be recorded at all, and what to look up for it.
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/nostd/variant.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_metadata.h>

#include <atomic>
#include <string>

#include "core/interpose/errno_guard.h"
#include "core/log/log_once.h"
#include "core/log/no_provider.h"
#include "core/process/process_life.h"
#include "core/process/thread_marks.h"
#include "core/span/current_context.h"
#include "core/span/instrumenter_state.h"
#include "core/span/sink.h"
#include "core/span/system_traits.h"
#include "core/span/telemetry.h"
#include "core/span/watcher.h"
#include "core/sql/health_check.h"
#include "core/sql/session_set_up.h"
#include "core/sql/statement_cache.h"
#include "dbspan/detail/operation_span.h"
#include "dbspan/instrumenter.h"
#include "dbspan/suppression.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
const detail::Telemetry* Instrumenter::AdmitEnabled() const noexcept {
  return state_->AdmitEnabled();
}

void Instrumenter::Begin(const detail::Telemetry& telemetry, const Operation& operation,
                         detail::OperationSpan& started) const {
  state_->Begin(telemetry, operation, started);
}

std::string Instrumenter::TextToKeep(std::string_view sql, System system,
                                     const SqlSettings& settings) const noexcept {
  return state_->TextToKeep(sql, system, settings);
}

namespace detail {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace context = opentelemetry::context;

void Keep(const Operation& operation, const StatementPtr& statement, OperationIdentity& kept) {
  kept.endpoint = operation.endpoint.share();
  kept.statement = statement;
  if (!operation.name.empty()) kept.name = operation.name;
  if (!operation.collection.empty()) kept.collection = operation.collection;
  if (!operation.procedure.empty()) kept.procedure = operation.procedure;
}

bool HasParent() noexcept {
  const context::ContextValue value = context::RuntimeContext::GetValue(trace::kSpanKey);
  const auto* span = nostd::get_if<nostd::shared_ptr<trace::Span>>(&value);
  return span != nullptr && *span && (*span)->GetContext().IsValid();
}

/// Reports that no provider records, unless the operation only sets up a session.
void ReportLost(const Telemetry& telemetry, const Operation& operation) noexcept {
  if (SetsSessionUp(operation)) return;  // may be issued by a library while it connects
  ReportNoProvider();
  telemetry.awaits_report.store(AwaitsNoProviderReport(), std::memory_order_relaxed);
}

}  // namespace

const Telemetry* InstrumenterState::AdmitEnabled() const noexcept {
  if (ThreadMarks::Suppress() || ThreadMarks::IsBelow(client_.below)) return nullptr;
  const TelemetryUse use;
  if (!use) return nullptr;
  const Telemetry* telemetry = CurrentTelemetry(use.generation());
  if (telemetry == nullptr) return nullptr;
  // In a forked child the reporter is unusable: its thread does not exist and its lock may be held.
  const bool reports = reporter_ != nullptr && use.generation() == born_in_;
  if (!telemetry->Records() && !reports) {
    // Not recorded, but described, so that Begin() can report that nothing records operations.
    return telemetry->awaits_report.load(std::memory_order_relaxed) ? telemetry : nullptr;
  }
  if (switches_->require_parent() && !HasParent()) return nullptr;
  return telemetry;
}

void InstrumenterState::KeepIdentity(const Operation& operation, const StatementPtr& statement,
                                     OperationSpan& started) {
  Keep(operation, statement, started.identity_.emplace());
}

inline bool InstrumenterState::BeginMeasured(const Telemetry& telemetry, const Operation& operation,
                                             OperationSpan& started) const {
  StatementPtr own;
  const StatementPtr& statement = operation.sql.empty() ? own : FindStatement(operation, own);
  const Sink::Description description{telemetry.sink_scope, operation, statement.get(), options_};
  Sink::Span& span = started.sink_span_;
  if (!telemetry.sink->StartMeasured(description, operation.since, span)) return false;
  started.telemetry_ = &telemetry;
  started.observed_ = true;
  started.instrumenter_ = this;
  return true;
}

[[gnu::always_inline]] inline void InstrumenterState::BeginInSink(const Telemetry& telemetry,
                                                                  const Operation& operation,
                                                                  OperationSpan& started) const {
  const auto slow_threshold = switches_->slow_threshold();
  const bool timed = slow_threshold.count() != 0 || telemetry.looked_on;
  const bool only_measured = plain_ && !timed && Sink::only_measures() && CurrentContext::IsEmpty();
  if (only_measured && BeginMeasured(telemetry, operation, started)) return;
  const Sink& sink = *telemetry.sink;
  detail::SinkSpan& span = started.sink_span_;
  OperationSpan::SteadyTime since = operation.since;
  if (timed && since == OperationSpan::SteadyTime{}) since = OperationSpan::Now();
  Sink::Interest interest = sink.Start({since, options_.metrics}, span);
  const bool logged = timed || options_.exceptions != ExceptionSignal::kEvents;
  const bool kept = logged || options_.sqlcommenter != SqlCommenter::kOff;
  if (!interest.recording && !interest.measured && !kept) return sink.Drop(span);
  StatementPtr own;
  const StatementPtr& statement = operation.sql.empty() ? own : FindStatement(operation, own);
  interest.recording =
      sink.Describe({telemetry.sink_scope, operation, statement.get(), options_}, span);
  if (kept) KeepIdentity(operation, statement, started);
  started.telemetry_ = &telemetry;
  started.recording_ = interest.recording;
  started.observed_ = interest.recording || interest.measured || logged;
  started.slow_threshold_ = slow_threshold;
  if (timed) {
    started.start_ = since;
    if (telemetry.watched) Watcher::NoteStart({operation, statement.get(), options_}, span);
  }
  if (interest.recording) started.milestone_ = options_.stream_milestone;
  started.instrumenter_ = this;
}

void InstrumenterState::Begin(const Telemetry& telemetry, const Operation& operation,
                              OperationSpan& started) const {
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  if (use.generation() != telemetry.generation) return;
  if (!operation.endpoint) {
    return LogOnce(
        "an operation was described without an endpoint; such operations are not recorded");
  }
  if (picks_ && !Wants(operation)) return;
  if (telemetry.sink != nullptr) return BeginInSink(telemetry, operation, started);
  if (!telemetry.Records()) {
    if (telemetry.awaits_report.load(std::memory_order_relaxed)) ReportLost(telemetry, operation);
    if (reporter_ == nullptr || use.generation() != born_in_) return;
  }
  BeginAtProviders(telemetry, operation, started);
}

const StatementPtr& InstrumenterState::FindStatement(const Operation& operation,
                                                     StatementPtr& own) const {
  return statements_->Find(
      operation.sql, SyntaxOf(operation.endpoint->fields().system, operation.sql_settings), own);
}

std::string InstrumenterState::TextToKeep(std::string_view sql, System system,
                                          const SqlSettings& settings) const noexcept try {
  // A health check has no literal that tells anything, and is recognized by it.
  if (options_.query_text == QueryText::kVerbatim || sql_text::SelectsOne(sql)) {
    return std::string{sql};
  }
  // Not through the cache: most texts are prepared once, and executed as what is returned here.
  constexpr std::size_t kMostAdded = 2;  // a redacted text may be that much longer
  return sql_text::Analyze(sql, SyntaxOf(system, settings), sql.size() + kMostAdded).text;
} catch (...) {
  return {};
}

bool InstrumenterState::Wants(const Operation& operation) const noexcept {
  if (!options_.health_checks && IsHealthCheck(operation)) return false;
  if (!options_.hooks.filter) return true;
  bool wanted = false;
  CallHook("filter", [&] { wanted = options_.hooks.filter(operation); });
  return wanted;
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
