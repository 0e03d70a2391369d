#include "insight/live/live_watcher.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/process/process_life.h"
#include "core/span/attributes.h"
#include "core/span/called_from.h"
#include "core/span/sink.h"
#include "core/span/span_outcome.h"
#include "core/span/spare_extra.h"
#include "core/span/watcher.h"
#include "core/sql/text_hash.h"
#include "dbspan/endpoint.h"
#include "dbspan/finding.h"
#include "insight/key_pattern.h"
#include "insight/live/burst.h"
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

constexpr std::size_t kCommandText = 256;

std::int64_t Nanoseconds(Watcher::SteadyTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

std::string_view FirstWord(std::string_view text) { return text.substr(0, text.find(' ')); }

std::uint64_t Hash(std::string_view text) { return std::hash<std::string_view>{}(text); }

// Returns equal hashes for statements that differ in literals only; these are different objects
// with the same text. Of a long text, only length, summary, beginning and end are hashed.
std::uint64_t HashOf(const Statement& statement) {
  return statement.text_hash.Get([&statement] {
    constexpr std::size_t kLooked = 128;
    constexpr std::uint64_t kFactor = 31;
    const std::string_view text = statement.text;
    std::uint64_t hash = statement.series_hash * kFactor + text.size();
    hash = hash * kFactor + Hash(text.substr(0, kLooked));
    if (text.size() > kLooked) hash = hash * kFactor + Hash(text.substr(text.size() - kLooked));
    return hash;
  });
}

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

/// Names of a finished operation.
struct Names {
  std::string_view label;
  std::string_view key;
  std::uint64_t statement = 0;
};

Names NamesOf(const Watcher::Ending& ending) {
  Names names;
  const OperationIdentity& operation = ending.operation;
  if (operation.statement != nullptr) {
    const Statement& statement = *operation.statement;
    names.label = statement.summary.empty() ? std::string_view{statement.text}.substr(0, 60)
                                            : std::string_view{statement.summary};
    if (names.label.empty()) names.label = operation.name;
    names.statement = HashOf(statement);
    if (!operation.name.empty()) names.statement ^= Hash(operation.name);
    return names;
  }
  names.label = operation.name;
  if (ending.noted != nullptr && !ending.noted->command.empty()) {
    names.label = ending.noted->command;
    const auto blank = names.label.find(' ');
    if (blank != std::string_view::npos) names.key = names.label.substr(blank + 1);
  }
  names.statement = Hash(names.label);
  return names;
}

insight::FinishedOperation Describe(const Watcher::Ending& ending, const Names& names) {
  insight::FinishedOperation finished;
  const OperationIdentity& operation = ending.operation;
  finished.statement = names.statement;
  finished.connection = reinterpret_cast<std::uintptr_t>(operation.endpoint.get());
  finished.system = operation.endpoint->fields().system.name();
  finished.label = names.label;
  finished.verb = operation.statement != nullptr && operation.name.empty()
                      ? FirstWord(names.label)
                      : FirstWord(operation.name);
  finished.key = names.key;
  finished.start = Nanoseconds(ending.start);
  finished.duration = Nanoseconds(ending.end) - finished.start;
  finished.rows = ending.outcome.returned_rows;
  finished.hits = ending.outcome.hits;
  finished.misses = ending.outcome.misses;
  finished.failed = ending.outcome.error && FailsSpan(*ending.outcome.error, ending.options);
  finished.abandoned = ending.outcome.abandoned && ending.outcome.returned_rows <= 1;
  if (finished.failed) finished.error = ending.outcome.error->type;
  if (finished.verb == "CONNECT") finished.work = insight::Work::kConnect;
  if (ending.noted != nullptr) finished.values = ending.noted->values;
  return finished;
}

class LiveWatcher final : public Watcher {
 public:
  void OnStart(const Beginning& beginning, SinkSpan& span) const override {
    const Operation& operation = beginning.operation;
    const bool command = beginning.statement == nullptr && operation.write_text != nullptr &&
                         beginning.options.query_text != QueryText::kOff;
    // A recording may ask for other thresholds when everything has ended.
    const bool values = GetFindingSettings().thresholds.redundant > 0 || HasListeners();
    auto below = OpenParent::ShareInnermost();
    if (below == nullptr) below = OpenSpans::ShareCurrent();
    if (!command && !values && below == nullptr) return;
    SinkSpan::Extra& noted = SpareExtra::Give(span);
    noted.below = std::move(below);
    if (values) noted.values = HashOfValues(operation);
    if (!command) return;
    if (span.in_use && span.text.size() > 0) {  // the sink has the redacted text already
      return insight::AddCommandLabel(operation.name, span.text.view(), noted.command);
    }
    KeptText text;
    operation.write_text(operation.parsed, kCommandText, text);
    insight::AddCommandLabel(operation.name, text.view(), noted.command);
  }

  std::optional<CalledFrom> OnEnd(const Ending& ending) const override {
    const Names names = NamesOf(ending);
    insight::FinishedOperation finished = Describe(ending, names);
    auto* const below =
        ending.noted == nullptr ? nullptr : static_cast<OpenParent*>(ending.noted->below.get());
    if (HasListeners()) {
      TellListeners(finished, ending, below == nullptr ? std::string{} : below->name());
    }
    const StatementPtr& statement = ending.operation.statement;
    std::optional<CalledFrom> place;
    if (below != nullptr) {
      place = below->Add(finished, statement);
    } else if (ReportsFindings() || AsksForCallSites()) {
      place = AddToBurst(finished, statement);
    }
    if (ReportsFindings()) AddToRun(finished, statement);
    return place;
  }
};

std::atomic<int> watching{0};

double Seconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

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
  static const LiveWatcher& watcher = *new LiveWatcher;
  Watcher::Install(watcher);
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
  insight::FinishedOperation wait;
  wait.work = insight::Work::kPoolWait;
  wait.duration = nanoseconds;
  if (OpenParent* const below = OpenParent::Innermost()) {
    below->Add(wait, nullptr);
  } else if (const auto span = OpenSpans::ShareCurrent()) {
    span->Add(wait, nullptr);
  }
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
