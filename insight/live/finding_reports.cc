#include "insight/live/finding_reports.h"

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/logs/severity.h>
#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/metrics/noop.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/span_context.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "core/process/floating_point_guard.h"
#include "core/process/never_destroyed.h"
#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "core/span/log_record.h"
#include "core/span/sink.h"
#include "dbspan/options.h"
#include "dbspan/suppression.h"
#include "insight/live/live_watcher.h"
#include "insight/live/operation_listener.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using Hook = std::function<void(const ReportedFinding&)>;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kScope = "dbspan";

std::mutex hook_mutex;
std::shared_ptr<const Hook>& InstalledHook() {
  static NeverDestroyed<std::shared_ptr<const Hook>> hook;
  return hook.Get();
}

std::shared_ptr<const Hook> ShareHook() {
  const std::lock_guard lock{hook_mutex};
  return InstalledHook();
}

/// Admits the same finding once per minute.
class OncePerMinute {
 public:
  bool Admit(const ReportedFinding& finding, std::uint64_t statement) {
    constexpr std::size_t kMost = 1024;
    constexpr auto kPause = std::chrono::minutes{1};
    const std::string key = finding.kind + '\n' + finding.parent + '\n' + std::to_string(statement);
    const auto now = Clock::now();
    const std::lock_guard lock{mutex_};
    const auto found = last_.find(key);
    if (found != last_.end() && now - found->second < kPause) return false;
    if (found == last_.end() && last_.size() >= kMost) last_.clear();
    last_[key] = now;
    return true;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, Clock::time_point> last_;
};

OncePerMinute& Admission() {
  static NeverDestroyed<OncePerMinute> admission;
  return admission.Get();
}

AttributeList AttributesOf(const ReportedFinding& finding) {
  const FloatingPointGuard floating_point_guard;
  AttributeList attributes;
  attributes.AddText(attribute::kFindingKind, finding.kind);
  attributes.AddText(attribute::kFindingSentence, finding.sentence);
  attributes.AddText(attribute::kFindingAdvice, finding.advice);
  attributes.AddText(attribute::kFindingParent, finding.parent);
  attributes.AddNumber(attribute::kFindingCount, static_cast<std::int64_t>(finding.count));
  attributes.AddFraction(attribute::kFindingTime,
                         std::chrono::duration<double>{finding.time}.count());
  attributes.AddText(attribute::kSystemName, finding.system);
  attributes.AddText(attribute::kQuerySummary, finding.statement);
  attributes.AddText(attribute::kFindingWhere, finding.where);
  return attributes;
}

void Log(const AttributeList& attributes, const detail::FindingTarget* span) {
  const LogEntry entry{
      attribute::kFindingEvent, opentelemetry::logs::Severity::kWarn,
      span == nullptr ? opentelemetry::trace::SpanContext::GetInvalid() : span->context(),
      attributes};
  const Sink* const sink = Sink::Installed();
  const Sink::Scope scope = sink == nullptr ? Sink::Scope{0} : sink->ScopeOf(kScope);
  if (scope != 0) return sink->Log(scope, entry);
  EmitLog(Options{}, kScope, entry);
}

// Counts a finding. Reads the provider each time, because findings are rare and providers change.
void Count(insight::FindingKind kind, const ReportedFinding& finding) {
  using opentelemetry::metrics::NoopMeterProvider;
  const auto meters = opentelemetry::metrics::Provider::GetMeterProvider();
  if (!meters || dynamic_cast<const NoopMeterProvider*>(meters.get()) != nullptr) {
    const Sink* const sink = Sink::Installed();
    if (sink != nullptr) sink->CountFinding(static_cast<std::size_t>(kind));
    return;
  }
  struct Kept {
    opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter;
    opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Counter<std::uint64_t>> counter;
  };
  static std::mutex mutex;
  // created once per meter, because an SDK loses data if a counter is created twice
  static NeverDestroyed<Kept> all;
  Kept& kept = all.Get();
  const std::lock_guard lock{mutex};
  const auto meter = meters->GetMeter(View(kScope), kVersion, View(attribute::kSchemaUrl));
  if (!meter) return;
  if (kept.meter != meter) {
    kept.counter = meter->CreateUInt64Counter(View(attribute::kFindingsMetric),
                                              View(attribute::kFindingsDescription), "{finding}");
    kept.meter = meter;
  }
  AttributeList attributes;
  attributes.AddText(attribute::kFindingKind, finding.kind);
  kept.counter->Add(1, attributes, opentelemetry::context::RuntimeContext::GetCurrent());
}

ReportedFinding InWords(const insight::Finding& finding, const insight::Words& words) {
  ReportedFinding reported;
  reported.kind = IdOf(finding.kind);
  reported.parent = words.parent;
  reported.system = finding.system;
  if (finding.of_statement) reported.statement = finding.label;
  reported.count = finding.count;
  reported.time = std::chrono::nanoseconds{finding.busy};
  reported.sentence = SentenceOf(finding, words);
  reported.advice = AdviceOf(finding);
  reported.where = finding.where;
  return reported;
}

}  // namespace

void on_finding(std::function<void(const ReportedFinding&)> hook) {
  auto fresh = hook ? std::make_shared<const Hook>(std::move(hook)) : nullptr;
  bool had = false;
  {
    const std::lock_guard lock{hook_mutex};
    had = InstalledHook() != nullptr;
    detail::finding_destinations.has_hook.store(fresh != nullptr);
    InstalledHook().swap(fresh);
  }
  const bool has = detail::finding_destinations.has_hook.load();
  if (has && !had) detail::BeginWatching();
  if (had && !has) detail::EndWatching();
}

void report_findings(FindingSignal signal) {
  const FindingSignal before = detail::finding_destinations.signal.exchange(signal);
  const bool was_on = before != FindingSignal::kOff;
  const bool is_on = signal != FindingSignal::kOff;
  if (is_on && !was_on) detail::BeginWatching();
  if (was_on && !is_on) detail::EndWatching();
}

namespace detail {

void ReportFindings(const std::vector<insight::Finding>& findings, insight::Words words,
                    FindingTarget* span) {
  if (findings.empty()) return;
  const SuppressInstrumentation quiet;
  const FindingSignal signal = finding_destinations.signal.load();
  const auto hook = ShareHook();
  for (const insight::Finding& finding : findings) {
    words.label = NameIn(findings, finding);
    const ReportedFinding reported = InWords(finding, words);
    TellListeners(finding.kind, reported);
    const bool of_budget = finding.kind == insight::FindingKind::kOverBudget;
    if (signal != FindingSignal::kOff || hook != nullptr || of_budget) {
      Count(finding.kind, reported);
    }
    if (hook != nullptr) {
      try {
        (*hook)(reported);
      } catch (...) {  // thrown by the application's hook
      }
    }
    if (signal == FindingSignal::kOff || !Admission().Admit(reported, finding.statement)) continue;
    const AttributeList attributes = AttributesOf(reported);
    const bool as_event = signal == FindingSignal::kEvents && span != nullptr &&
                          span->AddEvent(attribute::kFindingEvent, attributes);
    if (!as_event) Log(attributes, span);
  }
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
