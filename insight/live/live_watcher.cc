#include "insight/live/live_watcher.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "core/process/floating_point_guard.h"
#include "core/process/never_destroyed.h"
#include "core/process/process_life.h"
#include "core/span/attributes.h"
#include "core/span/called_from.h"
#include "core/span/sink.h"
#include "core/span/spare_extra.h"
#include "core/span/watcher.h"
#include "core/sql/text_hash.h"
#include "dbspan/finding.h"
#include "insight/live/burst.h"
#include "insight/live/command_labels.h"
#include "insight/live/ended_operation.h"
#include "insight/live/finding_reports.h"
#include "insight/live/open_parent.h"
#include "insight/live/open_spans.h"
#include "insight/live/operation_listener.h"
#include "insight/live/run_watch.h"
#include "insight/live/settings.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

// Returns whether a statement may have values that are not in its text. Without its parameters,
// such statements cannot be compared.
bool HasPlaceholder(std::string_view sql) {
  return sql.find('?') != std::string_view::npos || sql.find('$') != std::string_view::npos;
}

// Keyed, because it is kept and made of values. 0: not known.
std::uint64_t HashOfValues(const Operation& operation) {
  const TextHash* const keyed = TextHash::OfProcess();
  if (keyed == nullptr) return 0;
  const auto hash_of = [keyed](std::string_view text) { return keyed->Strong(text).low; };
  if (operation.sql.empty()) return operation.raw.empty() ? 0 : hash_of(operation.raw) | 1U;
  const bool no_values = operation.parameters == nullptr || operation.parameters->empty();
  if (no_values && HasPlaceholder(operation.sql)) return 0;
  std::uint64_t hash = hash_of(operation.sql);
  if (operation.parameters != nullptr) {
    for (const Parameter& parameter : *operation.parameters) {
      hash = hash * 31 + hash_of(parameter.value);
    }
  }
  return hash | 1U;
}

class LiveWatcher final : public Watcher {
 public:
  void OnStart(const Beginning& beginning, SinkSpan& span) const override {
    const bool command = beginning.statement == nullptr &&
                         beginning.operation.write_text != nullptr &&
                         beginning.options.query_text != QueryText::kOff;
    // A recording may ask for other thresholds when everything has ended.
    const bool values = finds_redundant_ || HasListeners();
    const bool in_scope = OpenParent::Innermost() != nullptr;
    const bool in_span = !in_scope && OpenSpans::MayHaveCurrent();
    if (!command && !values && !in_scope && !in_span) return;
    SinkSpan::Extra& noted = SpareExtra::Give(span);
    if (in_span) {
      OpenSpans::ShareCurrent(noted.below);
    } else {
      OpenParent::ShareInnermost(noted.below);
    }
    noted.values = values ? HashOfValues(beginning.operation) : 0;
    if (command) return SetCommandLabel(beginning.operation, span.text.view(), noted);
    noted.command.clear();
    noted.statement = 0;
  }

  std::unique_ptr<CalledFrom> OnEnd(const Ending& ending) const override {
    EndedOperation operation{ending};
    auto* const below =
        ending.noted == nullptr ? nullptr : static_cast<OpenParent*>(ending.noted->below.get());
    if (HasListeners()) {
      operation.SetTexts();
      TellListeners(operation.finished(), ending, below == nullptr ? std::string{} : below->name());
    }
    const bool reports = ReportsFindings();
    std::unique_ptr<CalledFrom> place;
    if (below != nullptr) {
      place = below->Add(operation);
    } else if (reports || AsksForCallSites()) {
      place = AddToBurst(operation);
    }
    if (reports) AddToRun(operation);
    return place;
  }

 private:
  const bool finds_redundant_ = GetFindingSettings().thresholds.redundant > 0;
};

std::atomic<int> watching{0};

double Seconds(std::int64_t nanoseconds) {
  const FloatingPointGuard floating_point_guard;
  return static_cast<double>(nanoseconds) / 1e9;
}

/// A span that the API made.
class ApiSpan final : public FindingTarget {
 public:
  explicit ApiSpan(opentelemetry::trace::Span& span) noexcept : span_(span) {}

  opentelemetry::trace::SpanContext context() const noexcept override { return span_.GetContext(); }
  bool AddEvent(std::string_view name, const AttributeList& attributes) override {
    if (!span_.IsRecording()) return false;
    span_.AddEvent(View(name), attributes);
    return true;
  }
  void SetAttribute(std::string_view key,
                    const opentelemetry::common::AttributeValue& value) override {
    span_.SetAttribute(View(key), value);
  }

 private:
  opentelemetry::trace::Span& span_;
};

}  // namespace

void AddSums(const ScopeSums& sums, FindingTarget& span) {
  if (sums.count == 0 || !ReportsFindings()) return;
  span.SetAttribute(attribute::kQueryCount, static_cast<std::int64_t>(sums.count));
  span.SetAttribute(attribute::kQueryTime, Seconds(sums.time));
  for (const insight::SystemSum& system : sums.systems) {
    const std::string suffix = "." + std::string{system.system};
    span.SetAttribute(std::string{attribute::kQueryCount} + suffix,
                      static_cast<std::int64_t>(system.count));
    span.SetAttribute(std::string{attribute::kQueryTime} + suffix, Seconds(system.time));
  }
}

void BeginWatching() {
  static NeverDestroyed<LiveWatcher> watcher;
  Watcher::Install(watcher.Get());
  if (watching.fetch_add(1) == 0) Sink::SetWatched(true);
}

void EndWatching() noexcept {
  if (watching.fetch_sub(1) == 1) Sink::SetWatched(false);
}

void CountedScope::Open(std::string_view name, std::size_t operations,
                        std::chrono::nanoseconds time) noexcept try {
  parent_ = std::make_shared<OpenParent>(name, insight::ParentKind::kSpan,
                                         GetFindingSettings().thresholds);
  parent_->set_budget(operations, time.count());
  OpenParent::Enter(parent_);
} catch (...) {  // no memory: nothing is counted
}

void CountedScope::Leave() noexcept {
  if (parent_ != nullptr) parent_->Leave();
}

void NotePoolWait(std::int64_t nanoseconds) noexcept try {
  if (!Sink::IsWatched()) return;
  std::shared_ptr<void> below;
  OpenParent::ShareInnermost(below);
  if (below == nullptr && OpenSpans::MayHaveCurrent()) OpenSpans::ShareCurrent(below);
  if (below != nullptr) static_cast<OpenParent*>(below.get())->AddPoolWait(nanoseconds);
  TellListenersOfPoolWait(nanoseconds);
} catch (...) {  // no memory: the wait is not counted
}

void AddSums(const CountedScope& scope, opentelemetry::trace::Span& span) noexcept try {
  if (!scope) return;
  ApiSpan target{span};
  AddSums(scope.parent()->sums(), target);
} catch (...) {  // no memory: the span has no such attributes
}

void CloseScope(CountedScope& scope, opentelemetry::trace::Span* span) noexcept try {
  if (!scope) return;
  scope.Leave();
  OpenParent& parent = *scope.parent();
  insight::Words words;
  words.parent = parent.name();
  words.parent_duration = parent.age();
  if (span == nullptr) return ReportFindings(parent.TakeFindings(), words, nullptr);
  ApiSpan target{*span};
  ReportFindings(parent.TakeFindings(), words, &target);
} catch (...) {  // no memory: the findings are lost
}

}  // namespace detail

void Watcher::InstallIfAskedFor() noexcept try {
  static const bool once = [] {
    const FindingSignal asked_for = detail::GetFindingSettings().signal;
    if (asked_for != FindingSignal::kOff) report_findings(asked_for);
    if (AsksForCallSites()) detail::BeginWatching();  // needed to detect repeated statements
    return true;
  }();
  static_cast<void>(once);
} catch (...) {  // no memory: nothing is watched
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
