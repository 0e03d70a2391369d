#include "dbspan/instrumenter.h"

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_context_kv_iterable_view.h>
#include <opentelemetry/trace/span_startoptions.h>

#include <chrono>

#include "core/interpose/copies.h"
#include "core/interpose/errno_guard.h"
#include "core/interpose/tick_clock.h"
#include "core/log/log_once.h"
#include "core/log/no_provider.h"
#include "core/metrics/series_limit.h"
#include "core/metrics/statement_reporter.h"
#include "core/process/process_life.h"
#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "core/span/current_context.h"
#include "core/span/instrumenter_state.h"
#include "core/span/log_record.h"
#include "core/span/span_name.h"
#include "core/span/start_attributes.h"
#include "core/span/system_traits.h"
#include "core/span/telemetry.h"
#include "core/span/watcher.h"
#include "core/sql/health_check.h"
#include "core/sql/session_set_up.h"
#include "core/sql/statement_cache.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace context = opentelemetry::context;

/// A link without attributes.
class Link : public trace::SpanContextKeyValueIterable {
 public:
  explicit Link(const trace::SpanContext& to) noexcept : to_(to) {}
  bool ForEachKeyValue(
      nostd::function_ref<bool(trace::SpanContext, const opentelemetry::common::KeyValueIterable&)>
          callback) const noexcept override {
    return callback(to_, opentelemetry::common::NoopKeyValueIterable{});
  }
  std::size_t size() const noexcept override { return 1; }

 private:
  const trace::SpanContext& to_;
};

/// Returns the options of a span that starts now. Created once, because the options contain a span
/// context, which is expensive; never destroyed, because clients may be used while the process
/// exits.
/// Returns the start time of an operation on the system clock.
std::chrono::system_clock::time_point SystemStart(const Operation& operation) noexcept {
  const auto now = std::chrono::system_clock::now();
  if (operation.since == detail::OperationSpan::SteadyTime{}) return now;
  return now - std::chrono::duration_cast<std::chrono::system_clock::duration>(
                   detail::OperationSpan::Now() - operation.since);
}

void Keep(const Operation& operation, const detail::StatementPtr& statement,
          detail::OperationIdentity& kept) {
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
void ReportLost(const detail::Telemetry& telemetry, const Operation& operation) noexcept {
  if (SetsSessionUp(operation)) return;  // may be issued by a library while it connects
  ReportNoProvider();
  telemetry.awaits_report.store(false, std::memory_order_relaxed);
}

/// A separate function, so that the result is constructed in place and not moved.
nostd::shared_ptr<trace::TracerProvider> TracersOf(const Options& options) noexcept {
  if (options.tracer_provider) return options.tracer_provider;
  return trace::Provider::GetTracerProvider();
}

Setting SettingOf(const std::optional<bool>& known) noexcept {
  if (!known) return Setting::kUnknown;
  return *known ? Setting::kOn : Setting::kOff;
}

}  // namespace

Instrumenter::Instrumenter(Client client, const Options& options)
    : Instrumenter(client, options, std::make_shared<Switches>(options)) {}

Instrumenter::Instrumenter(Client client, Options options, std::shared_ptr<Switches> switches)
    : below_(client.below),
      switches_(std::move(switches)),
      state_(
          std::make_unique<const detail::InstrumenterState>(client, std::move(options), switches_)),
      options_(state_->options()) {}

Instrumenter::~Instrumenter() = default;

const detail::Telemetry* Instrumenter::AdmitEnabled() const noexcept {
  return state_->AdmitEnabled();
}

void Instrumenter::Begin(const detail::Telemetry& telemetry, const Operation& operation,
                         detail::OperationSpan& started) const {
  state_->Begin(telemetry, operation, started);
}

StatementReport Instrumenter::statement_report() const { return state_->statement_report(); }

std::uint64_t Instrumenter::hook_failures() const noexcept { return state_->hook_failures(); }

namespace detail {

InstrumenterState::InstrumenterState(Client client, Options options,
                                     std::shared_ptr<Switches> switches)
    : client_(client),
      options_(std::move(options)),
      switches_(std::move(switches)),
      statements_(std::make_unique<StatementCache>(options_.query_text_limit)),
      series_limit_(std::make_unique<SeriesLimit>(options_.metric_series_limit)),
      own_providers_(options_.tracer_provider && options_.meter_provider),
      picks_(!options_.health_checks || options_.hooks.filter) {
  interpose::JoinCopies();
  Watcher::InstallIfAskedFor();
  ProcessLife::Watch();
  const TelemetryUse use;
  born_in_ = use.generation();
  const Telemetry* const initial = Refresh(use.generation());
  if (!initial->Records()) {
    // The first operation checks the providers again immediately, and reports if there still is
    // none.
    initial->confirmed_at.store(0, std::memory_order_relaxed);
  } else if (!options_.tracer_provider) {
    OnProviderSeen();
  }
  if (options_.report_interval.count() > 0) {
    reporter_ = std::make_unique<StatementReporter>(
        client_.scope, options_.report_interval, options_.report_statements,
        [this](const StatementReport& report) { Publish(report); });
  }
}

InstrumenterState::~InstrumenterState() {
  // In a forked child the reporter's thread does not exist and cannot be joined: leak the reporter.
  if (reporter_ != nullptr && ProcessLife::Generation() != born_in_) {
    static_cast<void>(reporter_.release());
  }
}

const Telemetry* InstrumenterState::AdmitEnabled() const noexcept {
  if (SuppressInstrumentation::Active() || ClientAbove::Active(client_.below)) return nullptr;
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

const Telemetry* InstrumenterState::LookAgain(std::uint32_t generation) const noexcept try {
  const Telemetry* const known = telemetry_.load(std::memory_order_acquire);
  if (generation != known->generation) return Refresh(generation);
  const auto tracers = TracersOf(options_);
  // For a sink only the kind of provider matters, so a new provider at the same address makes no
  // difference.
  const bool installed = known->installation == Sink::installation();
  if (known->sink != nullptr && installed && known->StillGoesToSink(tracers.get())) return known;
  const std::uint64_t now = Ticks();
  const std::uint64_t trusted_for = now - known->confirmed_at.load(std::memory_order_relaxed);
  const bool same = tracers.get() == known->provider && installed;
  if (same && trusted_for < kConfirmationTicks) return known;
  const Telemetry* const fresh = Refresh(generation);
  if (!options_.tracer_provider) NoteProvider(*fresh);
  return fresh;
} catch (...) {
  return nullptr;  // no memory to check
}

void InstrumenterState::NoteProvider(const Telemetry& fresh) const noexcept {
  if (fresh.Records()) {
    OnProviderSeen();
  } else if (AwaitsNoProviderReport()) {
    fresh.awaits_report.store(true, std::memory_order_relaxed);
    fresh.confirmed_at.store(0, std::memory_order_relaxed);  // the next operation checks again
  } else {
    fresh.awaits_report.store(false, std::memory_order_relaxed);
  }
}

const Telemetry* InstrumenterState::Refresh(std::uint32_t generation) const {
  CurrentContext::LookForStorage();
  auto fresh = std::make_unique<Telemetry>(client_, options_, generation);
  fresh->confirmed_at.store(Ticks(), std::memory_order_relaxed);
  const std::lock_guard lock{refresh_mutex_};
  const Telemetry* known = telemetry_.load(std::memory_order_acquire);
  if (known != nullptr && known->SameAs(*fresh)) {
    ProcessLife::WatchAgain();
    known->confirmed_at.store(fresh->confirmed_at.load(std::memory_order_relaxed),
                              std::memory_order_relaxed);
    return known;
  }
  fresh->Keep();
  // The previous one is kept, because operations that started with it are still running. Providers
  // change a few times in the life of a process.
  retained_.push_back(std::move(fresh));
  telemetry_.store(retained_.back().get(), std::memory_order_release);
  return retained_.back().get();
}

void InstrumenterState::KeepIdentity(const Operation& operation, const StatementPtr& statement,
                                     OperationSpan& started) {
  Keep(operation, statement, started.identity_.emplace());
}

[[gnu::always_inline]] inline void InstrumenterState::BeginInSink(const Telemetry& telemetry,
                                                                  const Operation& operation,
                                                                  OperationSpan& started) const {
  const Sink& sink = *telemetry.sink;
  detail::SinkSpan& span = started.sink_span_;
  const auto slow_threshold = switches_->slow_threshold();
  const bool timed = slow_threshold.count() != 0 || telemetry.looked_on;
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

void InstrumenterState::BeginAtProviders(const Telemetry& telemetry, const Operation& operation,
                                         OperationSpan& started) const {
  StatementPtr own;
  const StatementPtr& statement = operation.sql.empty() ? own : FindStatement(operation, own);
  started.telemetry_ = &telemetry;
  started.slow_threshold_ = switches_->slow_threshold();
  const bool timed = telemetry.instruments != nullptr || started.slow_threshold_.count() != 0 ||
                     telemetry.looked_on;
  if (timed) started.start_ = OperationSpan::Now();
  if (operation.since != OperationSpan::SteadyTime{}) started.start_ = operation.since;
  if (telemetry.records_spans) StartSpan(operation, statement.get(), started);
  started.observed_ =
      started.recording_ || timed || options_.exceptions != ExceptionSignal::kEvents;
  if (started.observed_ || options_.sqlcommenter != SqlCommenter::kOff) {
    KeepIdentity(operation, statement, started);
  }
  if (telemetry.watched)
    Watcher::NoteStart({operation, statement.get(), options_}, started.sink_span_);
  started.instrumenter_ = this;  // last: if anything throws before, the span is empty
}

const StatementPtr& InstrumenterState::FindStatement(const Operation& operation,
                                                     StatementPtr& own) const {
  sql_text::Syntax syntax{operation.endpoint->fields().system.traits().dialect,
                          operation.sql_settings};
  SqlSettings& settings = syntax.settings;
  if (settings.ansi_quotes == Setting::kUnknown) {
    settings.ansi_quotes = SettingOf(options_.ansi_quotes);
  }
  if (settings.backslash_escapes == Setting::kUnknown) {
    settings.backslash_escapes = SettingOf(options_.backslash_escapes);
  }
  return statements_->Find(operation.sql, syntax, own);
}

void InstrumenterState::StartSpan(const Operation& operation, const Statement* statement,
                                  OperationSpan& started) const {
  // Operations of samplers and processors on databases are not the application's. Suppressing them
  // also keeps `statement`, this thread's latest statement, valid.
  const SuppressInstrumentation quiet;
  const StartAttributes attributes{operation, statement, options_};
  const SpanName name{operation, statement};
  trace::StartSpanOptions start;
  start.kind = trace::SpanKind::kClient;
  if (started.start_ == OperationSpan::SteadyTime{}) {
    // Read before the SDK reads its other clock, so that the span never ends before its events.
    start.start_steady_time = OperationSpan::Now();
  } else {
    // The span gets exactly the measured start time, so that events can have times within it.
    started.start_system_ = SystemStart(operation);
    start.start_steady_time = started.start_;
    start.start_system_time = opentelemetry::common::SystemTimestamp{started.start_system_};
  }
  const auto start_linked = [&](const trace::SpanContextKeyValueIterable& links) {
    started.span_ =
        started.telemetry_->tracer->StartSpan(View(name.view()), attributes, links, start);
  };
  if (operation.link != nullptr && operation.link->IsValid()) {
    start_linked(Link{*operation.link});
  } else {
    start_linked(trace::NullSpanContext());
  }
  const trace::Span* const span = started.api_span();
  started.recording_ = span != nullptr && span->IsRecording();
  if (!started.recording_) return;
  // Read after StartSpan: an event must not be earlier than the start that the SDK has read.
  if (started.start_ == OperationSpan::SteadyTime{}) {
    started.start_system_ = std::chrono::system_clock::now();
  }
  started.milestone_ = options_.stream_milestone;
  if (options_.hooks.on_start) {
    CallHook("on_start", options_.hooks.on_start, operation, **started.span_);
  }
}

bool InstrumenterState::Wants(const Operation& operation) const noexcept {
  if (!options_.health_checks && IsHealthCheck(operation)) return false;
  if (!options_.hooks.filter) return true;
  bool wanted = false;
  CallHook("filter", [&] { wanted = options_.hooks.filter(operation); });
  return wanted;
}

StatementReport InstrumenterState::statement_report() const {
  const bool reports = reporter_ != nullptr && ProcessLife::Generation() == born_in_;
  return reports ? reporter_->Snapshot() : StatementReport{};
}

void InstrumenterState::Publish(const StatementReport& report) const {
  const TelemetryUse use;
  if (!use) return;
  if (options_.hooks.on_report) CallHook("on_report", options_.hooks.on_report, report);
  for (const StatementTime& time : report.statements) {
    const auto seconds = [](std::chrono::duration<double> value) { return value.count(); };
    AttributeList attributes;
    attributes.AddText(attribute::kQueryText, time.statement);
    attributes.AddNumber(attribute::kReportCount, static_cast<std::int64_t>(time.count));
    attributes.AddNumber(attribute::kReportErrors, static_cast<std::int64_t>(time.errors));
    attributes.AddFraction(attribute::kReportTotal, seconds(time.total));
    attributes.AddFraction(attribute::kReportLongest, seconds(time.longest));
    telemetry_.load(std::memory_order_acquire)
        ->Emit(options_, client_.scope,
               {attribute::kReportLog, opentelemetry::logs::Severity::kInfo,
                trace::SpanContext::GetInvalid(), attributes});
  }
}

void InstrumenterState::OnHookFailure(const char* hook) const noexcept try {
  hook_failures_.fetch_add(1, std::memory_order_relaxed);
  LogOnce("the hook " + std::string{hook} + " of " + std::string{client_.scope} +
          " threw; it is ignored");
} catch (...) {  // no memory for the message
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
