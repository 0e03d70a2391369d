#include "testing/recording_state.h"

#include <algorithm>
#include <string_view>

#include "core/process/process_life.h"
#include "core/sql/statement.h"
#include "insight/find_all.h"
#include "insight/finished_operation.h"
#include "insight/sentence.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace testing {
namespace {

constexpr std::size_t kMost = 100'000;

// The result refers to `recorded`, which must outlive it.
insight::FinishedOperation View(const RecordedOperation& recorded, std::size_t id,
                                std::uint64_t statement, std::uint64_t values) {
  insight::FinishedOperation finished;
  finished.id = id;
  finished.statement = statement;
  finished.parent = 1;
  finished.values = values;
  finished.system = recorded.system;
  finished.label = recorded.statement;
  finished.key = recorded.key;
  finished.error = recorded.error;
  finished.start = recorded.start.count();
  finished.duration = recorded.duration.count();
  finished.text = recorded.text;
  finished.rows = recorded.rows;
  finished.affected = recorded.affected;
  finished.hits = recorded.hits;
  finished.misses = recorded.misses;
  finished.failed = recorded.failed;
  return finished;
}

std::string TextOf(const RecordedOperation& operation) {
  return operation.system + '\n' + (operation.text.empty() ? operation.statement : operation.text);
}

ReportedFinding InWords(const insight::Finding& finding, std::string_view name) {
  insight::Words words;
  words.label = name;
  ReportedFinding reported;
  reported.kind = IdOf(finding.kind);
  reported.system = finding.system;
  if (finding.of_statement) reported.statement = finding.label;
  reported.count = finding.count;
  reported.time = std::chrono::nanoseconds{finding.busy};
  reported.sentence = SentenceOf(finding, words);
  reported.advice = AdviceOf(finding);
  return reported;
}

}  // namespace

std::atomic<Recording::OverBudget> Recording::State::over_budget_{nullptr};

void Recording::State::OnOperation(const insight::FinishedOperation& operation,
                                   const Watcher::Ending& ending, const std::string& parent) {
  if (of_ == Of::kThisThread && std::this_thread::get_id() != thread_) return;
  const std::lock_guard lock{mutex_};
  ++count_;
  if (kept_.size() >= kMost) return;
  Kept& kept = kept_.emplace_back();
  RecordedOperation& recorded = kept.operation;
  recorded.system = operation.system;
  recorded.statement = operation.label;
  if (ending.operation.statement != nullptr) recorded.text = ending.operation.statement->text;
  recorded.key = operation.key;
  recorded.error = operation.error;
  recorded.parent = parent;
  recorded.start = ending.start - began_;
  recorded.duration = ending.end - ending.start;
  recorded.rows = operation.rows;
  recorded.affected = ending.outcome.affected_rows;
  recorded.hits = operation.hits;
  recorded.misses = operation.misses;
  recorded.failed = operation.failed;
  kept.verb = operation.verb;
  kept.values = operation.values;
  kept.connection = operation.connection;
  kept.shows_text = operation.shows_text;
  kept.abandoned = operation.abandoned;
  kept.connect = operation.work == insight::Work::kConnect;
}

void Recording::State::OnPoolWait(std::int64_t nanoseconds) {
  const std::lock_guard lock{mutex_};
  if (of_ == Of::kThisThread && std::this_thread::get_id() != thread_) return;
  pool_waits_.push_back(nanoseconds);
}

void Recording::State::OnFinding(insight::FindingKind kind, const ReportedFinding& finding) {
  if (kind != insight::FindingKind::kOverBudget) return;
  if (of_ == Of::kThisThread && std::this_thread::get_id() != thread_) return;
  {
    const std::lock_guard lock{mutex_};
    budgets_.push_back(finding);
  }
  if (const OverBudget called = over_budget_.load()) called(finding);
}

std::vector<RecordedOperation> Recording::State::operations() const {
  std::vector<RecordedOperation> operations;
  {
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{mutex_};
    for (const Kept& kept : kept_) {
      operations.push_back(kept.operation);
      if (!kept.shows_text) operations.back().text.clear();
    }
  }
  std::stable_sort(operations.begin(), operations.end(),
                   [](const auto& left, const auto& right) { return left.start < right.start; });
  return operations;
}

std::vector<ReportedFinding> Recording::State::findings(
    const insight::Thresholds& thresholds) const {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  std::vector<insight::FinishedOperation> finished;
  std::vector<std::string> texts;  // sorted texts of the statements
  for (const Kept& kept : kept_) texts.push_back(TextOf(kept.operation));
  std::sort(texts.begin(), texts.end());
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    const Kept& kept = kept_[i];
    const auto place = std::lower_bound(texts.begin(), texts.end(), TextOf(kept.operation));
    finished.push_back(
        View(kept.operation, i, static_cast<std::uint64_t>(place - texts.begin()), kept.values));
    finished.back().verb = kept.verb;
    finished.back().shows_text = kept.shows_text;
    finished.back().abandoned = kept.abandoned;
    finished.back().connection = kept.connection;
    if (kept.connect) finished.back().work = insight::Work::kConnect;
  }
  for (const std::int64_t nanoseconds : pool_waits_) {
    insight::FinishedOperation& wait = finished.emplace_back();
    wait.id = finished.size();
    wait.parent = 1;
    wait.duration = nanoseconds;
    wait.work = insight::Work::kPoolWait;
  }
  std::vector<ReportedFinding> reported = budgets_;
  const auto findings = insight::FindAll(finished, thresholds);
  for (const insight::Finding& finding : findings) {
    reported.push_back(InWords(finding, NameIn(findings, finding)));
  }
  return reported;
}

std::size_t Recording::State::count() const {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  return count_;
}

void Recording::State::Clear() {
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex_};
  kept_.clear();
  budgets_.clear();
  pool_waits_.clear();
  count_ = 0;
}

}  // namespace testing
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
